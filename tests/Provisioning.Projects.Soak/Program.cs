using System.Diagnostics;
using System.Globalization;
using Provisioning.Projects.Soak;
using Provisioning.Projects.TestHost;
using Provisioning.Testing.Coolify;

// Kills a host at the points of every verb, over the Docker Engine and over a fake Coolify, and looks at what comes of it.
// usage: [--points N] [--at-once N] [--only local|coolify] [--verb NAME]
Verbs.Compose = """
    services:
      web:
        image: provisioning-test-busybox:1
        init: true
        restart: unless-stopped
        stop_grace_period: 1s
        command: [ "sh", "-c", "exec httpd -f -p 8080" ]
        environment:
          PASSWORD: ${DB_PASSWORD}
          GREETING: ${GREETING:-hello}
        volumes: [ "data:/data" ]
        ports: [ "8080" ]
    volumes:
      data: {}
    x-provisioning:
      version: 1
      secrets:
        DB_PASSWORD: { generate: password, length: 32 }
        API_KEY: { generate: hex, bytes: 16 }
      variables:
        GREETING: { default: hello }
    """;
if (args is ["child", .. string[] child])
{
    await Child.MainAsync(child);
    return 0;
}

string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var index ? args[index + 1] : null;
int most = int.Parse(Text("--points") ?? "1000", CultureInfo.InvariantCulture), atOnce = int.Parse(Text("--at-once") ?? "2", CultureInfo.InvariantCulture);
string root = Directory.CreateTempSubdirectory("provisioning-soak-").FullName;
using FakeCoolify coolify = Backends.StartCoolify();
string[][] backends = [["local", root], ["coolify", coolify.BaseUrl.ToString(), coolify.Token]];
bool isWrong = false;
Console.WriteLine("| backend | kills | wrong states, lost volumes, leftovers | backend calls beyond those of a run without a crash | from the next start to the end (median) | minutes |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (string[] backend in backends.Where(backend => Text("--only") is null || Text("--only") == backend[0]))
{
    long started = Stopwatch.GetTimestamp();
    var soak = new CrashRun(backend, backend[0] == "coolify" ? coolify : null, root);
    foreach (string verb in Verbs.Preparation.Keys.Where(verb => Text("--verb") is null || Text("--verb") == verb))
    {
        await soak.RunAsync(verb, most, atOnce);
    }

    foreach (string wrong in soak.Wrong)
    {
        await Console.Error.WriteLineAsync(wrong);
    }

    isWrong |= soak.Wrong.Count > 0;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {backend[0]} | {soak.Kills} | {soak.Wrong.Count} | {soak.ExtraCalls} | {soak.MedianRecovery:N1} s | {Stopwatch.GetElapsedTime(started).TotalMinutes:N1} |"));
}

Directory.Delete(root, recursive: true);
return isWrong ? 1 : 0;
