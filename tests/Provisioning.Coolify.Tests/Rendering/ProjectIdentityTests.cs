using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify.Tests.Rendering;

public sealed class ProjectIdentityTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 23, 13, 44, 13, 123, TimeSpan.Zero);

    [Fact]
    public void The_line_has_a_form_that_does_not_change()
    {
        ProjectIdentity identity = Full();
        Assert.Equal(
            "provisioning/1 owner=provisioning project=acme generation=3 digest=sha256%3Aabc salt=00ff written=20261123T134413.123Z template=2 variables=A,B_2 archived=20261123T134413.123Z settled=yes failed=it%20broke "
            + "services=app:health,db:up,init:job endpoints=api:app:public:https%3A//acme.example.com/ labels=team:red%20%26%20blue",
            identity.ToLine());
        Assert.True(ProjectIdentity.TryParse(identity.ToLine(), out ProjectIdentity? read));
        Assert.Equal(identity.ToLine(), read.ToLine());
        Assert.Equal(identity.Services, read.Services);
        Assert.Equal(identity.Endpoints, read.Endpoints);
        Assert.Equal(identity.Labels, read.Labels);
        Assert.Equal(identity.ArchivedAt, read.ArchivedAt);
    }

    [Property(MaxTest = 500)]
    public Property What_is_written_is_read_again_whatever_the_values_are() => Prop.ForAll(Identities.ToArbitrary(), identity =>
    {
        string line = identity.ToLine();
        return line.All(static c => c is > ' ' and < '\x7f' or ' ') && !line.Contains('<', StringComparison.Ordinal) && line.Trim() == line
            && ProjectIdentity.TryParse(line, out ProjectIdentity? read)
            && read.ToLine() == line
            && read.Owner == identity.Owner
            && read.Failure == identity.Failure && read.IsSettled == identity.IsSettled
            && read.TemplateVersion == identity.TemplateVersion
            && read.Services.SequenceEqual(identity.Services)
            && read.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal).SequenceEqual(identity.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal));
    });

    [Property(MaxTest = 1000)]
    public Property A_changed_line_is_no_line_or_says_what_it_says() => Prop.ForAll(
        Gen.Choose(0, 400).SelectMany(at => Gen.Elements(' ', '=', '%', ':', ',', 'a', '0', 'Z', '\u00e9', '/').Select(with => (at, with))).ToArbitrary(),
        change =>
        {
            char[] line = Full().ToLine().ToCharArray();
            line[change.at % line.Length] = change.with;
            string text = new(line);
            return !ProjectIdentity.TryParse(text, out ProjectIdentity? read) || read.ToLine() == text;
        });

    [Theory]
    [InlineData("")]
    [InlineData("provisioning/1 ")]
    [InlineData("provisioning/2 owner=a project=b generation=1 digest=c salt=d written=20261123T134413.123Z")]
    [InlineData("provisioning/1 owner=a project=b generation=1 digest=c salt=d")]
    [InlineData("provisioning/1 owner=a project=B! generation=1 digest=c salt=d written=20261123T134413.123Z")]
    [InlineData("provisioning/1 owner=a project=b generation=-1 digest=c salt=d written=20261123T134413.123Z")]
    [InlineData("provisioning/1 owner=a project=b generation=01 digest=c salt=d written=20261123T134413.123Z")]
    [InlineData("provisioning/1 owner=a project=b generation=1 digest=c salt=d written=yesterday")]
    [InlineData("provisioning/1 owner=a owner=b project=b generation=1 digest=c salt=d written=20261123T134413.123Z")]
    [InlineData("provisioning/1 project=b owner=a generation=1 digest=c salt=d written=20261123T134413.123Z")]
    [InlineData("provisioning/1 owner=a project=b generation=1 digest=c salt=d written=20261123T134413.123Z unknown=1")]
    [InlineData("provisioning/1 owner=a project=b generation=1 digest=c salt=d written=20261123T134413.123Z services=app")]
    [InlineData("provisioning/1 owner=a project=b generation=1 digest=c salt=d written=20261123T134413.123Z services=app:maybe")]
    [InlineData("provisioning/1 owner=%ff project=b generation=1 digest=c salt=d written=20261123T134413.123Z")]
    [InlineData("provisioning/1 owner=%6 project=b generation=1 digest=c salt=d written=20261123T134413.123Z")]
    [InlineData(" provisioning/1 owner=a project=b generation=1 digest=c salt=d written=20261123T134413.123Z")]
    public void Anything_else_is_no_line(string text) => Assert.False(ProjectIdentity.TryParse(text, out _));

    [Fact]
    public void What_people_wrote_into_the_description_stays()
    {
        string description = Full().WriteInto("The stack of Acme.\nCall Bob first.");
        Assert.StartsWith("The stack of Acme.\nCall Bob first.\nprovisioning/1 ", description, StringComparison.Ordinal);
        Assert.True(ProjectIdentity.TryFind(description, out ProjectIdentity? read));

        string changed = (read with { Generation = 4 }).WriteInto(description);
        Assert.StartsWith("The stack of Acme.\nCall Bob first.\nprovisioning/1 ", changed, StringComparison.Ordinal);
        Assert.Equal(3, changed.Split('\n').Length);
        Assert.True(ProjectIdentity.TryFind(changed.Replace("\n", "\r\n", StringComparison.Ordinal), out ProjectIdentity? again));
        Assert.Equal(4, again.Generation);
    }

    [Fact]
    public void Two_lines_are_none()
    {
        string line = Full().ToLine();
        Assert.False(ProjectIdentity.TryFind(line + "\n" + line, out _));
        Assert.True(ProjectIdentity.HasLine("a\n" + line));
        Assert.True(ProjectIdentity.HasLine("provisioning/1 broken"));
        Assert.False(ProjectIdentity.HasLine("a stack for provisioning/1"));
        Assert.False(ProjectIdentity.HasLine(null));
    }

    private static ProjectIdentity Full() => new()
    {
        Owner = "provisioning",
        ProjectId = ProjectId.Parse("acme"),
        Generation = 3,
        Digest = "sha256:abc",
        Salt = "00ff",
        WrittenAt = Time,
        TemplateVersion = "2",
        Variables = ["A", "B_2"],
        ArchivedAt = Time,
        IsSettled = true,
        Failure = "it broke",
        Services = [new IdentityService("app", HasHealthCheck: true, IsJob: false), new IdentityService("db", HasHealthCheck: false, IsJob: false), new IdentityService("init", HasHealthCheck: false, IsJob: true)],
        Endpoints = [new IdentityEndpoint("api", "app", EndpointScope.Public, "https://acme.example.com/")],
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "red & blue" },
    };

    private static Gen<string> Texts => Gen.Elements("", "a", " ", "=", ":", ",", "%", "%41", "<b>", "\n", "\t", "'", "\"", "\\", "é", "\U0001F600", "x y", "provisioning/1 ", "\0", "~", "/")
        .ListOf().Select(static parts => string.Concat(parts));

    private static Gen<ProjectIdentity> Identities =>
        from owner in Texts
        from failure in Texts
        from version in Texts
        from names in Texts.ListOf()
        from label in Texts
        from generation in Gen.Choose(0, int.MaxValue)
        select Full() with
        {
            Owner = owner,
            Failure = failure,
            TemplateVersion = version,
            Generation = generation,
            Services = [.. names.Select(static (name, index) => new IdentityService(name, index % 3 == 1, index % 3 == 2))],
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [label] = failure, [label + "2"] = owner },
        };
}
