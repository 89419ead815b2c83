namespace Provisioning.Compose.Fuzzing;

/// <summary>Makes projects from what the Compose Specification knows, right values and wrong ones.</summary>
internal sealed class Generator(Random random, Accepted accepted)
{
    private readonly Dictionary<string, Func<Tree>> _service = [];
    private readonly bool _daring = random.Next(4) == 0;
    private Dictionary<string, Func<Tree>>? _table;

    public static Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["NUM"] = "5", ["NEG"] = "-3", ["TEXT"] = "hello", ["FLAG"] = "true", ["FLOAT"] = "0.5", ["EMPTY"] = "", ["SPACED"] = "a b", ["DOLLAR"] = "$NUM", ["LINES"] = "a\nb", ["PORT"] = "8080", ["IMAGE"] = "img:1",
        ["SIZE"] = "64m", ["DURATION"] = "90s", ["DIR"] = "./dir", ["CMD"] = "run \"a b\"", ["BRACES"] = "${NUM}", ["QUOTE"] = "it's \"q\"",
    };

    public static SortedDictionary<string, string> Files => new(StringComparer.Ordinal)
    {
        ["a.env"] = "A=1\nB=$A\nC='x $A'\nNUM\n", ["b.env"] = "B=2\nD=\"${A}-${NUM}\"\n", ["labels.txt"] = "l1=a\nl2=${l1}\n", ["conf.txt"] = "conf\n", ["dir/file"] = "x", ["sub/c.env"] = "C=sub\n",
        ["inc/.env"] = "INC=inc\nNUM=9\n",
    };

    public List<(int, string, string)> Picks { get; } = [];

    public Tree One(params string[] pool)
    {
        string value = pool[random.Next(pool.Length)];
        for (int tries = 0; !_daring && tries < 8 && random.NextDouble() > accepted.Chance((pool.Length, pool[0], value)); tries++)
        {
            value = pool[random.Next(pool.Length)];
        }

        Picks.Add((pool.Length, pool[0], value));
        return Tree.Scalar(value);
    }

    public bool Chance(double probability) => random.NextDouble() < probability;

    public Tree Any() => One(Values.Any);

    public Tree Many(string[] pool) => Tree.List(Enumerable.Range(0, random.Next(1, 4)).Select(_ => One(pool)));

    public Tree OneOrMany(string[] pool) => Chance(0.3) ? One(pool) : Many(pool);

    public Tree Map(params (string Key, Func<Tree> Value)[] keys)
    {
        double density = 0.2 + (random.NextDouble() * 0.6);
        return Tree.Map(keys.Where(_ => Chance(density)).OrderBy(_ => random.Next()).Select(entry => (entry.Key, Value(entry.Value))).Concat(Chance(0.03) ? [(Chance(0.5) ? "x-own" : "unknown", Any())] : Array.Empty<(string, Tree)>()));
    }

    public Tree Pairs() => Chance(0.5)
        ? Many(Values.Pairs)
        : Tree.Map(Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Pick("a", "b", "A_B", "'1'", "NUM", "UNSET", "a.b/c", "\"\"", "é", "a b"), One(Values.Scalars))).DistinctBy(static entry => entry.Item1));

    public string Pick(params string[] pool) => pool[random.Next(pool.Length)];

    public Tree Value(Func<Tree> value) => Chance(0.02) ? Any() : value();

    /// <summary>Makes a service of a few keys.</summary>
    public Tree Service(int keys)
    {
        Dictionary<string, Func<Tree>> table = Table();
        Tree service = Tree.Map();
        if (Chance(0.96))
        {
            service.Set("image", One(Chance(0.95) ? Values.Images[..3] : Values.Images));
        }

        string[] names = [.. table.Keys];
        for (int i = 0; i < keys; i++)
        {
            string name = names[random.Next(names.Length)];
            bool known = _daring ? Chance(0.5) : i > 0 || Chance(0.8);
            service.Set(name, (known ? accepted.Take("services." + name, random) : null) ?? Value(table[name]));
        }

        return service;
    }

    /// <summary>Makes a whole project.</summary>
    public FuzzCase Project()
    {
        var @case = new FuzzCase { Variables = Variables, Texts = Files, Picks = Picks };
        @case.Trees["compose.yaml"] = Model(random.Next(1, _daring ? 4 : 3));
        if (Chance(0.35))
        {
            Tree over = Model(random.Next(0, 4), partial: true);
            @case.Arguments.AddRange(["-f", "compose.yaml", "-f", "over.yaml"]);
            @case.Trees["over.yaml"] = over;
            if (Chance(0.2))
            {
                @case.Trees["over2.yaml"] = Model(random.Next(0, 3), partial: true);
                @case.Arguments.AddRange(["-f", "over2.yaml"]);
            }
        }

        if (Chance(0.25))
        {
            @case.Trees["sub/common.yaml"] = Model(random.Next(1, 3), partial: true);
            Tree extends = Tree.Map(("file", Tree.Scalar(Pick("sub/common.yaml", "./sub/common.yaml", "sub/common.yaml", "missing.yaml"))), ("service", One("web", "db", "web", "x")));
            FirstService(@case.Trees["compose.yaml"])?.Set("extends", extends);
        }
        else if (Chance(0.2))
        {
            FirstService(@case.Trees["compose.yaml"])?.Set("extends", Chance(0.5) ? One("db", "app", "x") : Tree.Map(("service", One("db", "app"))));
        }

        if (Chance(0.2))
        {
            @case.Trees["inc/compose.yaml"] = Model(random.Next(1, 3), names: Chance(0.85) ? ["inc1", "inc2", "inc3"] : null);
            @case.Trees["compose.yaml"].Set("include", Chance(0.5) ? Tree.List(Tree.Scalar("inc/compose.yaml")) : Tree.List(Map(("path", () => Chance(0.5) ? Tree.Scalar("inc/compose.yaml") : Tree.List(Tree.Scalar("inc/compose.yaml"))), ("env_file", () => OneOrMany(["a.env", "b.env", "inc/.env", "missing.env", "/dev/null"])), ("project_directory", () => One(".", "inc", "./sub", "missing", "''", "..")))));
        }

        foreach (string file in (string[])["inc/compose.yaml", "sub/common.yaml", "compose.yaml"])
        {
            if (Chance(0.25) && @case.Trees.TryGetValue(file, out Tree? tree) && FirstService(tree) is { } service)
            {
                service.Set("extends", Chance(0.4) ? One("web", "db", "inc1", "inc2") : Tree.Map(("file", One("../sub/common.yaml", "common.yaml", "sub/common.yaml", "../compose.yaml", "compose.yaml", "./compose.yaml")), ("service", One("web", "db", "inc1"))));
                if (Chance(0.5))
                {
                    @case.Trees.TryAdd("sub/common.yaml", Model(2, partial: true));
                }
            }
        }

        if (Chance(0.1) && @case.Trees.TryGetValue("inc/compose.yaml", out Tree? included))
        {
            included.Set("include", Tree.List(One("../sub/common.yaml", "more.yaml", "../compose.yaml", "./more.yaml")));
            @case.Trees["inc/more.yaml"] = Model(1, names: ["more1", "more2"]);
        }

        if (Chance(0.15))
        {
            @case.Arguments.AddRange(["--profile", Pick("a", "b", "*")]);
        }

        return @case;
    }

    public Tree? FirstService(Tree model) => model.Get("services") is { Entries.Count: > 0 } services && services.At(random.Next(services.Entries.Count)) is { Entries: not null } service ? service : null;

    private Tree Model(int services, bool partial = false, string[]? names = null)
    {
        names ??= ["web", "db", "app"];
        Tree model = Tree.Map();
        if (Chance(0.05))
        {
            model.Set("name", One(Values.Names));
        }

        if (Chance(0.04))
        {
            model.Set("version", One("'3.8'", "3", "'x'", "~"));
        }

        if (services > 0)
        {
            model.Set("services", Tree.Map(names.OrderBy(_ => random.Next()).Take(services).Select(name =>
            {
                Tree service = Service(random.Next(0, _daring ? 3 : 6));
                if (partial && Chance(0.7))
                {
                    service.Entries!.RemoveAll(static entry => entry.Key == "image");
                }

                return (name, service);
            })));
        }

        if (Chance(0.35))
        {
            model.Set("networks", Resources("networks", Network, "front", "back", "default"));
        }

        model.Set("volumes", Resources("volumes", Volume, "data", "vol"));
        if (Chance(0.5))
        {
            model.Get("volumes")!.Set("data", Tree.Scalar(""));
        }

        if (Chance(0.25))
        {
            model.Set("configs", Resources("configs", Config, "conf", "c2"));
        }

        if (Chance(0.25))
        {
            model.Set("secrets", Resources("secrets", Secret, "sec", "s2"));
        }

        if (Chance(0.05))
        {
            model.Set("models", Resources("models", () => Map(("model", () => One(Values.Images)), ("context_size", () => One(Values.Wholes)), ("runtime_flags", () => Many(Values.Words)), ("name", () => One(Values.Names))), "llm"));
        }

        if (Chance(0.1))
        {
            model.Set("x-top", Any());
        }

        if (Chance(0.03))
        {
            Decorate(model);
        }

        if (Chance(0.12) && model.Get("services") is { } all)
        {
            Share(model, all);
        }

        return model;
    }

    // Takes keys of services into an anchor of their own and merges them back.
    private void Share(Tree model, Tree services)
    {
        Tree common = Service(random.Next(1, 3));
        common.Properties = "&common ";
        Tree variables = Tree.Map(("A", One(Values.Scalars)), ("B", One("b")));
        variables.Properties = "&variables ";
        model.Entries!.Insert(0, KeyValuePair.Create("x-common", common));
        model.Entries.Insert(0, KeyValuePair.Create("x-variables", variables));
        foreach ((_, Tree service) in services.Entries!.Where(static entry => entry.Value.Entries is not null))
        {
            switch (random.Next(4))
            {
                case 0:
                    service.Set("<<", Tree.Scalar("*common"));
                    break;
                case 1:
                    service.Set("<<", Tree.Scalar(Pick("[*common]", "[*common, {image: y}]", "{labels: *variables}", "[{labels: *variables}, *common]", "*variables")));
                    break;
                case 2:
                    service.Set("environment", Tree.Map(("<<", Tree.Scalar("*variables")), ("C", One(Values.Scalars))));
                    service.Set("labels", Tree.Scalar("*variables"));
                    break;
            }
        }
    }

    /// <summary>Puts tags on some values.</summary>
    public void Decorate(Tree tree)
    {
        (Tree Owner, int Index)[] places = [.. tree.Places()];
        for (int i = random.Next(1, 3); i > 0 && places.Length > 0; i--)
        {
            (Tree owner, int index) = places[random.Next(places.Length)];
            if (index >= (owner.Items?.Count ?? owner.Entries!.Count))
            {
                continue;
            }

            Tree value = owner.At(index);
            string tag = Pick("!reset ", "!override ", "!reset ", "!override ", "!!map ", "!x ");
            if (value.Raw is not null)
            {
                owner.SetAt(index, Tree.Scalar((tag + value.Raw).TrimEnd()));
            }
            else
            {
                value.Properties = tag;
            }
        }
    }

    private Tree Resources(string section, Func<Tree> one, params string[] names) =>
        Tree.Map(names.Where(_ => Chance(0.6)).Select(name => (name, (Chance(_daring ? 0.3 : 0.9) ? accepted.Take(section, random) : null) ?? Value(one))));

    private Tree Network() => Chance(0.3) ? One("", "{}", "~") : Map(
        ("name", () => One(Values.Names)), ("driver", () => One("bridge", "overlay", "''", "host")), ("driver_opts", Options), ("internal", Flag), ("attachable", Flag), ("enable_ipv6", Flag), ("enable_ipv4", Flag), ("labels", Pairs), ("external", External),
        ("ipam", () => Map(("driver", () => One("default", "x")), ("options", () => Tree.Map(("a", One("b", "1", "''", "~")))), ("config", () => Tree.List(Enumerable.Range(0, random.Next(1, 3)).Select(_ => Map(("subnet", () => One(Values.Addresses)), ("ip_range", () => One(Values.Addresses)), ("gateway", () => One(Values.Addresses)), ("aux_addresses", () => Tree.Map(("h1", One(Values.Addresses)))))))))));

    private Tree Volume() => Chance(0.4) ? One("", "{}", "~") : Map(("name", () => One(Values.Names)), ("driver", () => One("local", "nfs", "''")), ("driver_opts", Options), ("labels", Pairs), ("external", External));

    private Tree Config() => Chance(0.7)
        ? Tree.Map((Pick("file", "environment", "content"), One("conf.txt", "./conf.txt", "NUM", "UNSET", "'${TEXT}'", "~/x", "''", "\"a\\nb\"", "1")))
        : Map(("file", () => One(Values.Paths)), ("environment", () => One("NUM", "UNSET", "EMPTY", "''")), ("content", () => One(Values.Scalars)), ("name", () => One(Values.Names)), ("external", External), ("labels", Pairs), ("template_driver", () => One("x")));

    private Tree Secret() => Chance(0.7)
        ? Tree.Map((Pick("file", "environment"), One("conf.txt", "./conf.txt", "NUM", "UNSET", "'${TEXT}'", "~/x", "''")))
        : Map(("file", () => One(Values.Paths)), ("environment", () => One("NUM", "UNSET", "EMPTY")), ("name", () => One(Values.Names)), ("external", External), ("labels", Pairs), ("driver", () => One("x")), ("driver_opts", Options), ("template_driver", () => One("x")));

    private Tree External() => Chance(0.8) ? Flag() : Tree.Map(("name", One(Values.Names)));

    private Tree Options() => Tree.Map(Enumerable.Range(0, random.Next(1, 3)).Select(i => (i == 0 ? "a" : "b", One("b", "1", "1.5", "'1'", "true", "~", "1.0", "1e3"))));

    private Tree Flag() => One(Values.Flags);

    private Tree Text(string[] pool) => One(pool);

    private Tree Port() => Chance(0.8) ? One(Values.Ports) : Map(("target", () => One(Values.Wholes.Concat(["80", "'80'", "80", "443"]).ToArray())), ("published", () => One("80", "'80'", "'8000-8002'", "''", "${PORT}", "80.0", "'080'", "0")), ("protocol", () => One("tcp", "udp", "x", "''", "TCP")), ("mode", () => One("host", "ingress", "x", "''")), ("host_ip", () => One("127.0.0.1", "'::1'", "x", "''", "0.0.0.0")), ("name", () => One("a", "''")), ("app_protocol", () => One("http")));

    private Tree Mount() => Chance(0.7) ? One(Values.Mounts) : Map(
        ("type", () => One("bind", "volume", "tmpfs", "npipe", "image", "cluster", "x")), ("source", () => One("data", "./a", "/a", "../a", "~/a", "vol", "''", "nginx", "${DIR}", "~", "a/b", "'C:\\a'")), ("target", () => One("/a", "/b/", "/data", "'/a/../b'", "''", "rel", "/run/x")), ("read_only", Flag), ("consistency", () => One("cached", "x")),
        ("bind", () => Map(("propagation", () => One("rshared", "x")), ("create_host_path", Flag), ("selinux", () => One("z", "Z", "x")), ("recursive", () => One("enabled", "readonly", "x")))),
        ("volume", () => Map(("nocopy", Flag), ("subpath", () => One("a", "''", "../x")), ("labels", Pairs))),
        ("tmpfs", () => Map(("size", () => One(Values.Sizes)), ("mode", () => One("0755", "755", "'755'", "0o755", "1023", "'0755'", "1.5", "-1", "0x1ff")))),
        ("image", () => Map(("subpath", () => One("a")))));

    private Tree FileMount(string name) => Chance(0.5) ? One(name, name, "undefined") : Map(("source", () => One(name, "undefined")), ("target", () => One("/a", "a", "''")), ("uid", () => One("'1'", "1", "a")), ("gid", () => One("'1'")), ("mode", () => One("0440", "440", "'0440'", "0o440", "'440'", "288", "1.5", "'x'", "-1", "''", "'999'")));

    private Tree DeviceRequest() => Map(("capabilities", () => One("[gpu]", "[gpu, utility]", "[gpu, gpu]", "[]", "gpu")), ("driver", () => One("nvidia", "''")), ("count", () => One("all", "1", "'1'", "-1", "'all'", "'x'", "''", "1.0", "1.5", "0")), ("device_ids", () => One("['0']", "['0', '1']", "[0]", "[]")), ("options", Pairs));

    private Tree Dependencies() => Chance(0.4) ? Many(["db", "app", "web", "x"]) : Tree.Map(Enumerable.Range(0, random.Next(1, 3)).Select(i => (i == 0 ? "db" : "app", Map(("condition", () => One("service_started", "service_healthy", "service_completed_successfully", "x", "''")), ("required", Flag), ("restart", Flag)))));

    private Tree Limit() => Map(("cpus", () => One(Values.Amounts)), ("memory", () => One(Values.Sizes)), ("pids", () => One(Values.Wholes)));

    private Tree Reservation() => Map(("cpus", () => One(Values.Amounts)), ("memory", () => One(Values.Sizes)), ("devices", () => Tree.List(DeviceRequest())), ("generic_resources", () => Tree.List(Map(("discrete_resource_spec", () => Map(("kind", () => One("gpu", "''")), ("value", () => One(Values.Wholes))))))));

    private Tree Update() => Map(("parallelism", () => One(Values.Wholes)), ("delay", () => One(Values.Durations)), ("failure_action", () => One("pause", "x")), ("monitor", () => One(Values.Durations)), ("max_failure_ratio", () => One(Values.Amounts)), ("order", () => One("start-first", "stop-first", "x")));

    private Tree Build() => Chance(0.25) ? One(Values.Urls) : Map(
        ("context", () => One(Values.Urls)), ("dockerfile", () => One("Dockerfile", "./x/D", "/abs/D", "''", "../D")), ("dockerfile_inline", () => One("FROM x", "\"FROM x\\nRUN y\"")), ("args", Pairs), ("labels", Pairs), ("target", () => One("x", "''")), ("network", () => One("host", "none", "front")), ("cache_from", () => OneOrMany(Values.Images)), ("cache_to", () => Many(Values.Images)), ("no_cache", Flag), ("pull", Flag), ("shm_size", () => One(Values.Sizes)), ("extra_hosts", Hosts), ("tags", () => Many(Values.Images)), ("platforms", () => Many(["linux/amd64", "linux/arm64", "''"])), ("privileged", Flag), ("isolation", () => One("default")), ("entitlements", () => Many(Values.Words)), ("secrets", () => Tree.List(FileMount("sec"))),
        ("ssh", () => One("default", "[default]", "[default, 'a=./k']", "{default: }", "{a: ./k}", "[a]")), ("additional_contexts", () => One("[a=./x]", "{a: ./x}", "{a: 'https://x/y.git'}", "{a: 'service:web'}", "{a: 'docker-image://x'}", "['a']", "{a: }", "['a=']")), ("ulimits", Ulimits), ("provenance", () => One("true", "false", "'mode=max'", "1", "~")), ("sbom", () => One("true", "'x'")));

    private Tree Hosts() => Chance(0.6) ? Many(Values.Hosts) : Tree.Map(Enumerable.Range(0, random.Next(1, 3)).Select(i => (i == 0 ? "a" : "'b:c'", One("1.2.3.4", "'::1'", "'[::1]'", "[1.2.3.4, '::1']", "~", "''", "1", "host-gateway", "[]", "'1.2.3.4,5.6.7.8'"))));

    private Tree Ulimits() => Tree.Map(Enumerable.Range(0, random.Next(1, 3)).Select(i => (i == 0 ? "nofile" : Pick("nproc", "core", "X", "a_b"), Chance(0.6) ? One(Values.Wholes) : Map(("soft", () => One(Values.Wholes)), ("hard", () => One(Values.Wholes))))));

    private Tree Hook() => Map(("command", () => One(Values.Commands)), ("user", () => One("root", "'0'", "0")), ("privileged", Flag), ("working_dir", () => One("/a")), ("environment", Pairs));

    private Dictionary<string, Func<Tree>> Table()
    {
        if (_table is not null)
        {
            return _table;
        }

        Dictionary<string, Func<Tree>> t = _service;
        foreach (string key in (string[])["attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty", "use_api_socket"])
        {
            t[key] = Flag;
        }

        foreach (string key in (string[])["mem_limit", "mem_reservation", "memswap_limit", "shm_size", "mem_swappiness"])
        {
            t[key] = () => One(Values.Sizes);
        }

        foreach (string key in (string[])["cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "oom_score_adj", "pids_limit", "scale"])
        {
            t[key] = () => One(Values.Wholes);
        }

        foreach (string key in (string[])["cap_add", "cap_drop", "security_opt", "group_add", "dns_opt", "external_links", "device_cgroup_rules", "profiles"])
        {
            t[key] = () => OneOrMany(Values.Words);
        }

        foreach (string key in (string[])["user", "hostname", "domainname", "cgroup_parent", "cpuset", "isolation", "mac_address", "runtime", "stop_signal", "userns_mode", "uts", "working_dir", "platform", "restart", "container_name", "pull_policy", "pull_refresh_after", "ipc", "pid", "cgroup", "network_mode"])
        {
            t[key] = () => Chance(0.5) ? One(Values.Names) : One("host", "none", "service:db", "container:x", "always", "no", "'no'", "on-failure:3", "unless-stopped", "missing", "if_not_present", "daily", "every_12h", "private", "'1000:1000'", "1000", "bridge", "linux/amd64", "default");
        }

        t["cpus"] = t["cpu_percent"] = () => One(Values.Amounts);
        t["stop_grace_period"] = () => One(Values.Durations);
        t["ports"] = () => Tree.List(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Port()));
        t["expose"] = () => Many(["80", "'80'", "'80/udp'", "'80-81'", "80.5", "'a'", "''", "0x10"]);
        t["volumes"] = () => Tree.List(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Mount()));
        t["tmpfs"] = () => OneOrMany(["/a", "'/a:size=1m'", "/b", "/data", "''", "'/a=b'"]);
        t["devices"] = () => Tree.List(Enumerable.Range(0, random.Next(1, 3)).Select(_ => Chance(0.7) ? One(Values.Devices) : Map(("source", () => One("/dev/a")), ("target", () => One("/dev/b")), ("permissions", () => One("rw", "''")))));
        t["environment"] = t["labels"] = t["annotations"] = t["sysctls"] = Pairs;
        t["env_file"] = () => Chance(0.3) ? One("a.env", "b.env", "./a.env", "missing.env", "''", "~", "sub/c.env") : Tree.List(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Chance(0.5) ? One("a.env", "b.env", "missing.env", "a.env", "./a.env", "dir") : Map(("path", () => One("a.env", "b.env", "missing.env")), ("required", Flag), ("format", () => One("raw", "''", "x", ".env")))));
        t["label_file"] = () => OneOrMany(["labels.txt", "./labels.txt", "missing.txt", "a.env"]);
        t["command"] = t["entrypoint"] = () => One(Values.Commands);
        t["healthcheck"] = () => Map(("test", () => One(Values.Tests)), ("interval", () => One(Values.Durations)), ("timeout", () => One(Values.Durations)), ("start_period", () => One(Values.Durations)), ("start_interval", () => One(Values.Durations)), ("retries", () => One(Values.Wholes)), ("disable", Flag));
        t["depends_on"] = Dependencies;
        t["links"] = () => Many(["db", "db:x", "app", "'x'", "'a:b:c'"]);
        t["volumes_from"] = () => Many(["db", "db:ro", "container:x", "'container:x:ro'", "web", "x", "db:x"]);
        t["networks"] = () => Chance(0.5) ? Many(["front", "back", "default", "undefined"]) : Tree.Map(Enumerable.Range(0, random.Next(1, 3)).Select(i => (i == 0 ? "front" : "default", Chance(0.3) ? One("", "{}") : Map(("aliases", () => Many(Values.Words)), ("ipv4_address", () => One(Values.Addresses)), ("ipv6_address", () => One(Values.Addresses)), ("link_local_ips", () => Many(Values.Addresses)), ("mac_address", () => One("'a:b'")), ("driver_opts", Options), ("priority", () => One(Values.Amounts)), ("gw_priority", () => One(Values.Amounts)), ("interface_name", () => One("eth0"))))));
        t["configs"] = () => Tree.List(Enumerable.Range(0, random.Next(1, 3)).Select(_ => FileMount("conf")));
        t["secrets"] = () => Tree.List(Enumerable.Range(0, random.Next(1, 3)).Select(_ => FileMount("sec")));
        t["logging"] = () => Map(("driver", () => One("json-file", "syslog", "''")), ("options", Options));
        t["extra_hosts"] = Hosts;
        t["dns"] = t["dns_search"] = () => OneOrMany(["1.1.1.1", "8.8.8.8", "''", "${UNSET}", "x", "1"]);
        t["ulimits"] = Ulimits;
        t["build"] = Build;
        t["gpus"] = () => Chance(0.3) ? One("all", "'all'", "x", "1") : Tree.List(DeviceRequest());
        t["deploy"] = () => Map(("mode", () => One("global", "replicated", "x")), ("endpoint_mode", () => One("vip")), ("replicas", () => One(Values.Wholes)), ("labels", Pairs), ("update_config", Update), ("rollback_config", Update), ("resources", () => Map(("limits", Limit), ("reservations", Reservation))), ("restart_policy", () => Map(("condition", () => One("on-failure", "any", "x")), ("delay", () => One(Values.Durations)), ("max_attempts", () => One(Values.Wholes)), ("window", () => One(Values.Durations)))), ("placement", () => Map(("constraints", () => Many(Values.Words)), ("preferences", () => Tree.List(Tree.Map(("spread", One("a", "1"))))), ("max_replicas_per_node", () => One(Values.Wholes)))));
        t["develop"] = () => Map(("watch", () => Tree.List(Map(("path", () => One(Values.Paths)), ("action", () => One("rebuild", "sync", "restart", "sync+restart", "sync+exec", "x")), ("target", () => One("/a", "''")), ("ignore", () => OneOrMany(Values.Words)), ("include", () => OneOrMany(Values.Words)), ("initial_sync", Flag), ("exec", Hook)))));
        t["blkio_config"] = () => Map(("weight", () => One(Values.Wholes)), ("weight_device", () => Tree.List(Map(("path", () => One("/dev/a")), ("weight", () => One(Values.Wholes))))), ("device_read_bps", () => Tree.List(Map(("path", () => One("/dev/a")), ("rate", () => One(Values.Sizes))))), ("device_write_iops", () => Tree.List(Map(("path", () => One("/dev/a")), ("rate", () => One(Values.Sizes))))));
        t["credential_spec"] = () => Map(("config", () => One("conf", "x")), ("file", () => One("x")), ("registry", () => One("x")));
        t["storage_opt"] = () => Tree.Map(("size", One(Values.Scalars)));
        t["provider"] = () => Map(("type", () => One("x", "''")), ("options", () => Tree.Map(("a", One("b", "1", "[a, 1]", "true", "~", "1.0", "[~]")))));
        t["models"] = () => Chance(0.5) ? Many(["llm", "x"]) : Tree.Map(("llm", Map(("endpoint_var", () => One("A")), ("model_var", () => One("B")))));
        t["post_start"] = t["pre_stop"] = () => Tree.List(Hook());
        t["x-own"] = Any;
        return _table = t;
    }
}
