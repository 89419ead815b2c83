using System.Globalization;

namespace Provisioning.Projects.Tests;

public sealed class LeaseOwnerTests
{
    [Fact]
    public void A_holder_of_this_process_lives_until_it_is_disposed_of()
    {
        var facts = new Facts { Started = { [10] = "500", [1] = "1" } };
        using var owner = new LeaseOwner(facts);
        var other = new LeaseOwner(facts);
        Assert.False(owner.IsDead(owner.Text));
        Assert.False(owner.IsDead(other.Text));
        other.Dispose();
        Assert.True(owner.IsDead(other.Text));
    }

    [Fact]
    public void A_process_that_is_gone_or_whose_number_was_given_again_is_dead()
    {
        var facts = new Facts { Started = { [10] = "500", [1] = "1" } };
        using var owner = new LeaseOwner(facts);
        string other = Owner(process: 11, started: "700");
        facts.Started[11] = "700";
        Assert.False(owner.IsDead(other));
        facts.Started[11] = "900";
        Assert.True(owner.IsDead(other));
        facts.Started.Remove(11);
        Assert.True(owner.IsDead(other));
    }

    [Theory]
    [InlineData("boot-2", "pid:[1]")]
    [InlineData("boot-1", "pid:[2]")]
    public void Of_another_machine_boot_or_container_nothing_is_known(string boot, string pidNamespace)
    {
        using var owner = new LeaseOwner(new Facts { Started = { [10] = "500", [1] = "1" } });
        Assert.False(owner.IsDead(Owner(boot, pidNamespace)));
    }

    [Fact]
    public void Where_processes_of_others_are_hidden_nothing_is_known()
    {
        using var owner = new LeaseOwner(new Facts { Started = { [10] = "500" } });
        Assert.False(owner.IsDead(Owner()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("somebody")]
    [InlineData("1|a|boot-1|pid:[1]|x|700|i")]
    [InlineData("2|a|boot-1|pid:[1]|11|700|i")]
    [InlineData("1|a|boot-1|pid:[1]|11||i")]
    public void Of_a_text_that_is_no_owner_nothing_is_known(string text)
    {
        using var owner = new LeaseOwner(new Facts { Started = { [10] = "500", [1] = "1" } });
        Assert.False(owner.IsDead(text));
    }

    [Fact]
    public void Without_facts_nothing_is_known()
    {
        using var owner = new LeaseOwner(new Facts { Boot = string.Empty, Started = { [10] = "500", [1] = "1" } });
        Assert.False(owner.IsDead(owner.Text.Replace("500", "501", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_real_facts_name_this_process()
    {
        using var owner = new LeaseOwner(new ProcessFacts());
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), owner.Text, StringComparison.Ordinal);
        Assert.False(owner.IsDead(owner.Text));
    }

    private static string Owner(string boot = "boot-1", string pidNamespace = "pid:[1]", int process = 11, string started = "700") =>
        string.Create(CultureInfo.InvariantCulture, $"1|machine|{boot}|{pidNamespace}|{process}|{started}|instance");

    private sealed class Facts : ProcessFacts
    {
        public string Boot { get; init; } = "boot-1";

        public Dictionary<int, string> Started { get; } = [];

        public override string MachineName => "machine";

        public override int ProcessId => 10;

        public override string BootId => Boot;

        public override string PidNamespace => "pid:[1]";

        public override string? StartTime(int processId) => Started.GetValueOrDefault(processId);
    }
}
