using Provisioning.Projects;

namespace Provisioning.AspNetCore.Tests;

/// <summary>Server-sent events.</summary>
public sealed class StreamTests
{
    private static readonly ProjectId Acme = ProjectId.Parse("acme");

    [Fact]
    public async Task Events_tell_an_operation_and_its_progress_as_they_happen()
    {
        await using ApiHost host = await StartAsync();
        using EventReader events = await host.OpenAsync("/projects/acme/events");

        Publish(host, ProjectEventKind.OperationStarted, StubProjectService.Operation("op-1", Acme, ProjectOperationKind.Create));
        host.Stub.Events.Writer.TryWrite(new ProjectEvent
        {
            Sequence = 2,
            Kind = ProjectEventKind.Progress,
            Time = ApiHost.Start,
            ProjectId = Acme,
            OperationId = "op-1",
            Progress = new ProvisioningProgress { ProjectId = Acme, OperationName = "provision", Step = "pull", Subject = "db", State = ProvisioningProgressState.Running, Message = "half\nway", Fraction = 0.5 },
        });
        Publish(host, ProjectEventKind.OperationEnded, StubProjectService.Operation("op-1", Acme, ProjectOperationKind.Create, ProjectOperationState.Succeeded));
        host.Stub.Events.Writer.TryWrite(new ProjectEvent { Sequence = 4, Kind = ProjectEventKind.DriftChanged, Time = ApiHost.Start, ProjectId = Acme, Drift = "db is stopped" });

        ReceivedEvent started = (await events.ReadAsync())!;
        Assert.Equal(("operation", "running"), (started.Type, (string?)started.Data!["state"]));
        ReceivedEvent progress = (await events.ReadAsync())!;
        Assert.Equal(("progress", "pull", "db", "half\nway", 0.5), (progress.Type, (string?)progress.Data!["step"], (string?)progress.Data["subject"], (string?)progress.Data["message"], (double)progress.Data["fraction"]!));
        ReceivedEvent ended = (await events.ReadAsync())!;
        Assert.Equal(("operation", "succeeded", "created"), (ended.Type, (string?)ended.Data!["state"], (string?)ended.Data["outcome"]));
        ReceivedEvent drift = (await events.ReadAsync())!;
        Assert.Equal(("drift", "db is stopped"), (drift.Type, (string?)drift.Data!["drift"]));
    }

    [Fact]
    public async Task An_operation_that_runs_when_the_stream_begins_is_told_first()
    {
        await using ApiHost host = await StartAsync();
        host.Stub.Operations["op-5"] = StubProjectService.Operation("op-5", Acme, ProjectOperationKind.Repair);
        using EventReader events = await host.OpenAsync("/projects/acme/events");

        ReceivedEvent first = (await events.ReadAsync())!;

        Assert.Equal(("operation", "op-5", "running"), (first.Type, (string?)first.Data!["id"], (string?)first.Data["state"]));
    }

    [Fact]
    public async Task What_another_process_does_is_told_too_and_nothing_twice()
    {
        await using ApiHost host = await StartAsync();
        host.Stub.Operations["old"] = StubProjectService.Operation("old", Acme, ProjectOperationKind.Create, ProjectOperationState.Succeeded);
        using EventReader events = await host.OpenAsync("/projects/acme/events");

        host.Stub.Operations.Clear();
        host.Stub.Operations["op-6"] = StubProjectService.Operation("op-6", Acme, ProjectOperationKind.Stop);
        ReceivedEvent seen = (await WhileTimeGoesOnAsync(host, events.ReadAsync("operation")))!;
        Assert.Equal("op-6", (string?)seen.Data!["id"]);
        host.Stub.Operations["op-6"] = StubProjectService.Operation("op-6", Acme, ProjectOperationKind.Stop, ProjectOperationState.Failed);
        ReceivedEvent ended = (await WhileTimeGoesOnAsync(host, events.ReadAsync("operation")))!;
        Assert.Equal(("op-6", "failed"), ((string?)ended.Data!["id"], (string?)ended.Data["state"]));

        // The same news again from this process is none.
        Publish(host, ProjectEventKind.OperationEnded, StubProjectService.Operation("op-6", Acme, ProjectOperationKind.Stop, ProjectOperationState.Failed));
        Publish(host, ProjectEventKind.OperationStarted, StubProjectService.Operation("op-7", Acme, ProjectOperationKind.Start));
        Assert.Equal("op-7", (string?)(await events.ReadAsync("operation")).Data!["id"]);
    }

    [Fact]
    public async Task A_stream_says_that_it_is_alive_while_nothing_happens()
    {
        await using ApiHost host = await StartAsync();
        using EventReader events = await host.OpenAsync("/projects/acme/events");

        Assert.Equal("heartbeat", (await WhileTimeGoesOnAsync(host, events.ReadAsync()))!.Type);
        Assert.Equal("heartbeat", (await WhileTimeGoesOnAsync(host, events.ReadAsync()))!.Type);
    }

    [Theory]
    [InlineData("/projects/acme/events")]
    [InlineData("/projects/acme/logs?follow=true")]
    public async Task A_stream_ends_when_the_host_stops(string path)
    {
        await using ApiHost host = await StartAsync();
        using EventReader events = await host.OpenAsync(path);

        Task stopping = host.StopAsync();

        Assert.Null(await events.ReadAsync());
        await stopping;
        Assert.DoesNotContain("[6001]", host.Logs.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_stops_the_watching()
    {
        await using ApiHost host = await StartAsync();
        EventReader events = await host.OpenAsync("/projects/acme/logs?follow=true");
        host.Stub.Logs.Writer.TryWrite(new ProjectLogEntry { ServiceName = "db", Message = "one" });
        Assert.Equal("one", (string?)(await events.ReadAsync("log")).Data!["message"]);
        events.Dispose();

        // Whoever reads next gets the next line, so the first reader must have stopped reading.
        using EventReader next = await host.OpenAsync("/projects/acme/logs?follow=true");
        Task<ReceivedEvent> reading = next.ReadAsync("log");
        for (int line = 0; !reading.IsCompleted; line++)
        {
            host.Stub.Logs.Writer.TryWrite(new ProjectLogEntry { ServiceName = "db", Message = $"line {line}" });
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(20)));
        }

        Assert.StartsWith("line", (string?)(await reading).Data!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_an_event_and_ends_the_stream()
    {
        await using ApiHost host = await StartAsync();
        using EventReader events = await host.OpenAsync("/projects/acme/logs?follow=true");

        host.Stub.Logs.Writer.TryWrite(new ProjectLogEntry { ServiceName = "db", Message = "one" });
        host.Stub.Logs.Writer.Complete(new ProviderUnavailableException("It does not answer."));

        Assert.Equal("log", (await events.ReadAsync())!.Type);
        ReceivedEvent problem = (await events.ReadAsync())!;
        Assert.Equal(("problem", "unavailable", 503), (problem.Type, (string?)problem.Data!["code"], (int)problem.Data["status"]!));
        Assert.Null(await events.ReadAsync());
    }

    [Fact]
    public async Task A_stream_that_is_no_longer_fed_ends()
    {
        await using ApiHost host = await StartAsync();
        using EventReader logs = await host.OpenAsync("/projects/acme/logs");

        host.Stub.Logs.Writer.Complete();

        Assert.Null(await logs.ReadAsync());
    }

    private static async Task<ApiHost> StartAsync()
    {
        ApiHost host = await ApiHost.StartAsync();
        host.Stub.Projects[Acme] = StubProjectService.Project("acme");
        return host;
    }

    private static void Publish(ApiHost host, ProjectEventKind kind, ProjectOperationInfo operation) => host.Stub.Events.Writer.TryWrite(new ProjectEvent
    {
        Sequence = 1,
        Kind = kind,
        Time = ApiHost.Start,
        ProjectId = Acme,
        OperationId = operation.Id,
        Operation = operation,
    });

    // The clock is the test's: it is moved on until what is waited for has come.
    private static async Task<T> WhileTimeGoesOnAsync<T>(ApiHost host, Task<T> awaited)
    {
        while (!awaited.IsCompleted)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(awaited, Task.Delay(TimeSpan.FromMilliseconds(5)));
        }

        return await awaited;
    }
}
