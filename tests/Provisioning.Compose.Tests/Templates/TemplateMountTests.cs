using System.Text;

namespace Provisioning.Compose.Tests.Templates;

public sealed class TemplateMountTests
{
    [Fact]
    public void A_file_is_taken_out_of_the_project_and_listed()
    {
        ResolvedTemplate resolved = Resolve("volumes: [\"data:/data\", \"./nginx.conf:/etc/nginx/nginx.conf:ro\", \"/anonymous\"]");
        TemplateMount mount = Assert.Single(resolved.Mounts);
        Assert.Equal(("a", "/etc/nginx/nginx.conf", "nginx.conf", true, false, TemplateMountKind.Bind), (mount.ServiceName, mount.Target, mount.SourcePath, mount.ReadOnly, mount.IsDirectory, mount.Kind));
        TemplateMountFile file = Assert.Single(mount.Files);
        Assert.Equal(("", "worker", 0x1A4), (file.RelativePath, Encoding.UTF8.GetString(file.Content.Span), file.Mode));
        Assert.Equal("services.a.volumes[1]", mount.Path);
        Assert.Equal(["data", null], resolved.Project.Services["a"].Volumes.Select(volume => volume.Source));
        Assert.Equal(["data", "/srv/acme/nginx.conf", null], resolved.FullProject.Services["a"].Volumes.Select(volume => volume.Source));
        Assert.Empty(resolved.Warnings);
    }

    [Theory]
    [InlineData("./conf.d:/etc/conf.d:ro")]
    [InlineData("./conf.d/:/etc/conf.d:ro")]
    [InlineData("./conf.d/sub/..:/etc/conf.d:ro")]
    public void A_directory_brings_all_its_files(string volume)
    {
        TemplateMount mount = Assert.Single(Resolve($"volumes: [\"{volume}\"]").Mounts);
        Assert.True(mount.IsDirectory);
        Assert.Equal("conf.d", mount.SourcePath);
        Assert.Equal([("a.conf", 0x1A4), ("sub/run.sh", 0x1ED)], mount.Files.Select(file => (file.RelativePath, file.Mode)));
    }

    [Fact]
    public void The_whole_template_can_be_mounted()
    {
        TemplateMount mount = Assert.Single(Resolve("volumes: [\".:/app:ro\"]").Mounts);
        Assert.Equal(string.Empty, mount.SourcePath);
        Assert.Equal(["compose.yaml", "conf.d/a.conf", "conf.d/sub/run.sh", "nginx.conf"], mount.Files.Select(file => file.RelativePath));
    }

    [Fact]
    public void A_directory_that_the_service_may_write_in_is_a_warning()
    {
        TemplateProblem warning = Assert.Single(Resolve("volumes: [\"./conf.d:/etc/conf.d\"]").Warnings);
        Assert.Equal(("template_mount_writable", "services.a.volumes[0]"), (warning.Code, warning.Path));
    }

    [Theory]
    [InlineData("volumes: [\"./missing:/x\"]", "services.a.volumes[0]")]
    [InlineData("volumes: [\"./conf:/x\"]", "services.a.volumes[0]")]
    [InlineData("volumes: [{ type: bind, source: ./data, target: /x, bind: { create_host_path: true } }]", "services.a.volumes[0]")]
    [InlineData("configs: [missing]", "configs.missing.file")]
    [InlineData("secrets: [missing]", "secrets.missing.file")]
    [InlineData("build: ./missing", "services.a.build.context")]
    public void What_the_template_lacks_is_an_error_and_not_an_empty_directory(string fragment, string path)
    {
        TemplateProblem problem = Assert.Single(Given.Problems(Given.Options(Template(fragment))));
        Assert.Equal(("template_file_missing", path), (problem.Code, problem.Path));
        Assert.True(problem.Line > 0);
    }

    [Fact]
    public void Configs_and_secrets_bring_content_target_owner_and_mode()
    {
        ResolvedTemplate resolved = Resolve("configs: [file, { source: inline, target: /etc/inline, uid: \"103\", gid: \"104\", mode: 0440 }, { source: inline, target: rel/x }]\n    secrets: [env, { source: env, target: other }, { source: env, target: /abs/s, mode: \"0400\" }]");
        Assert.Equal(
            [
                (TemplateMountKind.Config, "/file", "worker", 0x124, 0, 0),
                (TemplateMountKind.Config, "/etc/inline", "hello acme", 0x120, 103, 104),
                (TemplateMountKind.Config, "/rel/x", "hello acme", 0x124, 0, 0),
                (TemplateMountKind.Secret, "/run/secrets/env", "se$cret", 0x124, 0, 0),
                (TemplateMountKind.Secret, "/run/secrets/other", "se$cret", 0x124, 0, 0),
                (TemplateMountKind.Secret, "/abs/s", "se$cret", 0x100, 0, 0),
            ],
            resolved.Mounts.Select(mount => (mount.Kind, mount.Target, Encoding.UTF8.GetString(mount.Files[0].Content.Span), mount.Files[0].Mode, mount.Files[0].UserId, mount.Files[0].GroupId)));
        Assert.All(resolved.Mounts, mount => Assert.True(mount.ReadOnly));
        Assert.Equal(["nginx.conf", null, null, null, null, null], resolved.Mounts.Select(mount => mount.SourcePath));
        Assert.Empty(resolved.Project.Services["a"].Configs);
        Assert.Empty(resolved.Project.Services["a"].Secrets);
        Assert.Equal(3, resolved.FullProject.Services["a"].Configs.Count);
        Assert.DoesNotContain("se$cret", string.Concat(resolved.Mounts.Select(mount => mount.ToString() + mount.Files[0])), StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_by_name_is_refused()
    {
        TemplateProblem problem = Assert.Single(Given.Problems(Given.Options(Template("configs: [{ source: file, uid: nginx }]"))));
        Assert.Equal("file_owner_invalid", problem.Code);
    }

    [Fact]
    public void Allowed_host_paths_stay_bind_mounts()
    {
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(Template("volumes: [\"/data/x:/x\"]"), policy: new TemplatePolicy { AllowHostPaths = true }));
        Assert.Empty(resolved.Mounts);
        Assert.Equal("/data/x", Assert.Single(resolved.Project.Services["a"].Volumes).Source);
    }

    [Fact]
    public void Every_property_is_copied_when_a_service_or_project_is_changed()
    {
        foreach (Type type in (Type[])[typeof(ComposeService), typeof(ComposeProject)])
        {
            object source = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
            foreach (System.Reflection.PropertyInfo property in type.GetProperties())
            {
                property.SetValue(source, Something(property.PropertyType));
            }

            object copy = type.GetConstructor(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance, [type])!.Invoke([source]);
            Assert.All(type.GetProperties(), property => Assert.True(Equals(property.GetValue(source), property.GetValue(copy)), $"{type.Name}.{property.Name} is not copied."));
        }
    }

    private static object? Something(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return "x";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (type == typeof(TimeSpan))
        {
            return TimeSpan.FromSeconds(7);
        }

        if (type.IsInterface)
        {
            Type[] arguments = type.GetGenericArguments();
            return arguments.Length == 1
                ? Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))
                : Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments));
        }

        return System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
    }

    private static ResolvedTemplate Resolve(string fragment) => TemplateResolver.Resolve(Given.Options(Template(fragment), secrets: new() { ["PASS"] = "se$cret" }, ignoreUnknown: true));

    private static ProjectTemplate Template(string fragment)
    {
        string image = fragment.StartsWith("build", StringComparison.Ordinal) ? string.Empty : "image: nginx";
        string compose = $$"""
            services:
              a:
                {{image}}
                {{fragment}}
            volumes: { data: }
            configs:
              file: { file: ./nginx.conf }
              missing: { file: ./missing.conf }
              inline: { content: "hello ${PROJECT_ID}" }
            secrets:
              env: { environment: PASS }
              missing: { file: missing.txt }
            """;
        return ProjectTemplate.FromFiles("t", "compose.yaml",
        [
            new TemplateFile("compose.yaml", Encoding.UTF8.GetBytes(compose)),
            new TemplateFile("nginx.conf", "worker"u8.ToArray()),
            new TemplateFile("conf.d/a.conf", "a"u8.ToArray()),
            new TemplateFile("conf.d/sub/run.sh", "b"u8.ToArray(), isExecutable: true),
        ]);
    }
}
