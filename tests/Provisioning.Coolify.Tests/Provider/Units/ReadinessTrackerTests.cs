using System.Globalization;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify.Tests.Provider.Units;

/// <summary>Courses of a status as they were recorded from Coolify 4.3.11, with the times of its checks.</summary>
public sealed class ReadinessTrackerTests
{
    private const string Old = "13:40:09";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(70);
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 13, 48, 0, TimeSpan.Zero);

    [Fact]
    public void A_good_start_shows_exited_twice_and_is_ready_with_the_check_of_the_next_minute()
    {
        Course course = new(["web:health", "db:health"], Before(("web", "exited", Old), ("db", "exited", Old)));
        course.Sees(0.1, "exited", ("web", "exited", Old), ("db", "exited", Old)).Waits();
        course.Sees(1.9, "starting:unhealthy").Waits();
        course.Sees(7.4, "exited", ("web", "exited", Old), ("db", "exited", Old)).Waits();
        course.Sees(47, "exited", ("web", "exited", Old), ("db", "exited", Old)).Waits();
        course.Sees(52.8, "running:healthy", ("web", "running:healthy", "13:48:52"), ("db", "running:healthy", "13:48:52")).IsReady();
    }

    [Fact]
    public void Running_right_after_a_change_is_the_old_containers()
    {
        Course course = new(["a:health"], Before(("a", "running:healthy", "13:47:30")));
        course.Changed("13:48:00");
        course.Sees(0.5, "running:healthy", ("a", "running:healthy", "13:47:30")).Waits();

        // A check that fell between the change and the end of the old containers.
        course.Sees(3, "running:healthy", ("a", "running:healthy", "13:48:02")).Waits();
        course.Sees(65, "running:healthy", ("a", "running:healthy", "13:49:02")).IsReady();
    }

    [Fact]
    public void A_status_that_was_there_before_never_counts_however_long_it_stays()
    {
        Course course = new(["a:health"], Before(("a", "running:healthy", "13:47:30")));
        course.Changed("13:48:00");
        for (int second = 1; second < 3600; second += 10)
        {
            course.Sees(second, "running:healthy", ("a", "running:healthy", "13:47:30")).Waits();
        }
    }

    // With Sentinel the time of a container moves only when its state changes; what stays the same is confirmed within six minutes.
    [Fact]
    public void With_Sentinel_a_change_is_ready_when_its_status_must_have_been_confirmed()
    {
        Course course = new(["a:health"], Before(("a", "running:healthy", "13:40:30"))) { HasSentinel = true };
        course.Changed("13:48:00");
        course.Sees(1, "running:healthy", ("a", "running:healthy", "13:40:30")).Waits();
        course.Sees(20, "starting:unhealthy").Waits();
        course.Sees(370, "running:healthy", ("a", "running:healthy", "13:40:30")).Waits();
        course.Sees(380, "running:healthy", ("a", "running:healthy", "13:40:30")).IsReady();
    }

    [Fact]
    public void With_Sentinel_a_container_without_a_health_check_becomes_ready_although_its_time_stands_still()
    {
        Course course = new(["a:up"], Before(("a", "exited", Old))) { HasSentinel = true };
        course.Sees(52, "running:unknown", ("a", "running:unknown", "13:48:52")).Waits();
        course.Sees(400, "running:unknown", ("a", "running:unknown", "13:48:52")).Waits();
        course.Sees(412, "running:unknown", ("a", "running:unknown", "13:48:52")).IsReady();
    }

    [Fact]
    public void With_Sentinel_a_container_that_restarts_for_minutes_has_failed()
    {
        Course course = new(["a:up"], Before(("a", "exited", Old))) { HasSentinel = true };
        course.Sees(52, "degraded:unhealthy", ("a", "restarting:unknown", "13:48:52")).Waits();
        course.Sees(400, "degraded:unhealthy", ("a", "restarting:unknown", "13:48:52")).Waits();
        course.Sees(412, "degraded:unhealthy", ("a", "restarting:unknown", "13:48:52")).Fails("a");
    }

    [Fact]
    public void Waiting_for_a_deployment_that_somebody_else_asked_for_does_not_take_the_old_containers_for_new_ones()
    {
        Course course = new(["a:health"], Service("starting:unhealthy", "13:48:00", isReachable: true, []));
        course.Changed("13:48:00");
        course.Sees(1, "starting:unhealthy").Waits();
        course.Sees(5, "running:healthy", ("a", "running:healthy", "13:47:30")).Waits();
        course.Sees(65, "running:healthy", ("a", "running:healthy", "13:49:02")).IsReady();
    }

    [Fact]
    public void A_health_check_without_a_result_is_not_healthy()
    {
        Course course = new(["a:health"], Before(("a", "exited", Old)));
        course.Sees(52, "running:healthy", ("a", "running:starting", "13:48:52")).Waits(); // Coolify sums it up as healthy
        course.Sees(60, "running:unknown", ("a", "running:unknown", "13:48:52")).Waits();
        course.Sees(112, "running:healthy", ("a", "running:healthy", "13:49:52")).IsReady();
    }

    [Fact]
    public void A_failed_start_is_one_when_the_grace_is_over_and_not_before()
    {
        Course course = new(["a:up"], Before(("a", "exited", Old)));
        course.Sees(2, "starting:unhealthy").Waits();
        course.Sees(5, "exited", ("a", "exited", Old)).Waits();
        course.Sees(150, "exited", ("a", "exited", Old)).Waits();
        Assert.Contains("150 s", course.Sees(153, "exited", ("a", "exited", Old)).Fails("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_deployment_does_not_use_up_the_grace()
    {
        Course course = new(["a:up"], Before(("a", "exited", Old)));
        for (int second = 0; second <= 590; second += 10)
        {
            course.Sees(second, "starting:unhealthy").Waits();
        }

        course.Sees(700, "exited", ("a", "exited", Old)).Waits();
        course.Sees(750, "exited", ("a", "exited", Old)).Fails("a");
    }

    [Fact]
    public void A_port_that_is_taken_shows_as_starting_without_end()
    {
        Course course = new(["a:up", "b:up"], Before(("a", "exited", Old), ("b", "exited", Old)));
        course.Sees(60, "starting:unknown", ("b", "running:unknown", "13:49:00"), ("a", "starting:unknown", "13:49:00")).Waits();
        Assert.Contains("host port", course.Sees(151, "starting:unknown", ("b", "running:unknown", "13:50:00"), ("a", "starting:unknown", "13:49:00")).Fails("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_crashes_again_and_again_is_not_taken_for_up()
    {
        Course course = new(["a:up", "b:up"], Before(("a", "exited", Old), ("b", "exited", Old)));
        course.Sees(53, "running:unknown", ("a", "running:unknown", "13:48:53"), ("b", "running:unknown", "13:48:53")).Waits();
        course.Sees(100, "running:unknown", ("a", "running:unknown", "13:48:53"), ("b", "running:unknown", "13:48:53")).Waits();
        course.Sees(113, "degraded:unhealthy", ("a", "restarting:unknown", "13:49:53"), ("b", "running:unknown", "13:49:53")).Fails("a");
    }

    [Fact]
    public void A_container_that_exits_once_before_its_database_is_there_may_recover()
    {
        Course course = new(["a:health"], Before(("a", "exited", Old)));
        course.Sees(53, "degraded:unhealthy", ("a", "restarting:unknown", "13:48:53")).Waits();
        course.Sees(60, "degraded:unhealthy", ("a", "restarting:unknown", "13:48:53")).Waits();
        course.Sees(113, "running:healthy", ("a", "running:healthy", "13:49:53")).IsReady();

        Course loop = new(["a:health"], Before(("a", "exited", Old)));
        loop.Sees(53, "degraded:unhealthy", ("a", "restarting:unknown", "13:48:53")).Waits();
        loop.Sees(113, "degraded:unhealthy", ("a", "restarting:unknown", "13:49:53")).Fails("a");
    }

    [Fact]
    public void Without_a_health_check_a_second_look_of_Coolify_counts()
    {
        Course course = new(["a:up"], Before(("a", "exited", Old)));
        course.Sees(53, "running:unknown", ("a", "running:unknown", "13:48:53")).Waits();
        course.Sees(113, "running:unknown", ("a", "running:unknown", "13:49:53")).Waits();
        course.Sees(124, "running:unknown", ("a", "running:unknown", "13:49:53")).IsReady();
    }

    [Fact]
    public void A_service_that_answers_needs_no_second_look()
    {
        Course course = new(["a:up"], Before(("a", "exited", Old)));
        course.Tracker.Answering.Add("a");
        course.Sees(53, "running:unknown", ("a", "running:unknown", "13:48:53")).IsReady();
    }

    [Fact]
    public void A_failing_health_check_fails_once_it_is_news()
    {
        Course course = new(["a:health", "b:up"], Before(("a", "running:unhealthy", "13:47:30"), ("b", "running:unknown", "13:47:30")));
        course.Changed("13:48:00");
        course.Sees(5, "running:unhealthy", ("a", "running:unhealthy", "13:47:30"), ("b", "running:unknown", "13:47:30")).Waits();
        course.Sees(70, "running:unhealthy", ("a", "running:unhealthy", "13:49:02"), ("b", "running:unknown", "13:49:02")).Fails("a");
    }

    [Fact]
    public void A_job_is_not_waited_for_and_does_not_fail()
    {
        Course course = new(["init:job", "b:health"], Before(("init", "exited", Old), ("b", "exited", Old)));
        course.Sees(60, "running:healthy", ("init", "exited", "13:49:00"), ("b", "running:healthy", "13:49:00")).IsReady();
    }

    [Fact]
    public void A_service_that_left_the_template_does_not_count()
    {
        Course course = new(["a:health", "b:health"], Before(("a", "running:healthy", "13:47:30"), ("b", "running:healthy", "13:47:30"), ("c", "running:healthy", "13:47:30")));
        course.Changed("13:48:00");
        course.Sees(13.5, "degraded:unhealthy", ("c", "exited", "13:47:30"), ("a", "running:healthy", "13:48:13"), ("b", "running:healthy", "13:48:13")).IsReady();
    }

    [Fact]
    public void A_server_out_of_reach_is_waited_for_and_then_told()
    {
        Course course = new(["a:health"], Before(("a", "exited", Old)));
        course.Sees(10, "exited", isReachable: false, ("a", "exited", Old)).Waits();
        Assert.Contains("server", course.Sees(151, "exited", isReachable: false, ("a", "exited", Old)).Fails(null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_of_Coolify_that_is_wrong_changes_nothing()
    {
        // Coolify's clock is an hour late: its times are compared among themselves.
        Course course = new(["a:health"], Before(("a", "running:healthy", "12:47:30")));
        course.Changed("12:48:00");
        course.Sees(5, "running:healthy", ("a", "running:healthy", "12:47:30")).Waits();
        course.Sees(65, "running:healthy", ("a", "running:healthy", "12:49:02")).IsReady();
    }

    private static CoolifyService Before(params (string Name, string Status, string LastOnline)[] containers) => Service("exited", null, isReachable: true, containers);

    private static CoolifyService Service(string status, string? updated, bool isReachable, (string Name, string Status, string LastOnline)[] containers, bool hasSentinel = false) => new()
    {
        Uuid = "u",
        Server = new CoolifyServer { Settings = new CoolifyServerSettings { IsSentinelEnabled = hasSentinel } },
        Status = status,
        ServerStatus = isReachable,
        UpdatedAt = updated is null ? null : Time(updated),
        Applications = status == "starting:unhealthy" ? null : [.. containers.Select(container => new CoolifyContainer { Name = container.Name, Status = container.Status, LastOnlineAt = Time(container.LastOnline) })],
    };

    private static DateTimeOffset Time(string time) => DateTimeOffset.Parse("2026-11-23T" + time + "Z", CultureInfo.InvariantCulture);

    private sealed class Course
    {
        private string _updated = "13:44:13";

        public Course(string[] services, CoolifyService before) => Tracker = new ReadinessTracker(
            [.. services.Select(static service => service.Split(':')).Select(static parts => new IdentityService(parts[0], parts[1] == "health", parts[1] == "job"))],
            ReadinessBaseline.Of(before),
            Start,
            Grace,
            Settle);

        public ReadinessTracker Tracker { get; }

        public bool HasSentinel { get; init; }

        public void Changed(string at) => _updated = at;

        public Look Sees(double second, string status, params (string Name, string Status, string LastOnline)[] containers) => Sees(second, status, isReachable: true, containers);

        public Look Sees(double second, string status, bool isReachable, params (string Name, string Status, string LastOnline)[] containers) =>
            new(Tracker.Observe(Start + TimeSpan.FromSeconds(second), Service(status, _updated, isReachable, containers, HasSentinel)));
    }

    private sealed class Look(ReadinessVerdict verdict)
    {
        public void Waits() => Assert.True(verdict is { IsReady: false, IsFailed: false }, verdict.ToString());

        public void IsReady() => Assert.True(verdict.IsReady, verdict.ToString());

        public string Fails(string? service)
        {
            Assert.True(verdict.IsFailed, verdict.ToString());
            Assert.Equal(service, verdict.ServiceName);
            return verdict.Message;
        }
    }
}
