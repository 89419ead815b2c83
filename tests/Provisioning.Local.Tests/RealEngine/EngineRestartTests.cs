using System.Globalization;
using Provisioning.Local.Driver;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>The engine ends and comes back in the middle of every verb: a clear error that says that trying again helps, or success; then it converges.</summary>
/// <remarks>PROVISIONING_SOAK_RESTARTS says how many rounds through all verbs; the default is one.</remarks>
public sealed class EngineRestartTests
{
    [PrivateEngineFact]
    public async Task An_engine_that_is_restarted_in_the_middle_of_a_verb_costs_no_data_and_leaves_nothing()
    {
        int rounds = int.Parse(Environment.GetEnvironmentVariable("PROVISIONING_SOAK_RESTARTS") ?? "1", CultureInfo.InvariantCulture);
        await using var engine = new PrivateEngine();
        await engine.StartAsync();
        using var client = new DockerEngineClient(engine.Endpoint);
        await TestImage.EnsureAsync(client, default);
        for (int round = 0; round < rounds; round++)
        {
            using var project = new SurvivalProject(client, ProjectId.Parse("l2-restart-" + round.ToString(CultureInfo.InvariantCulture)));
            foreach (string verb in SurvivalStack.Verbs)
            {
                await RestartInTheMiddleAsync(engine, project, verb, step: 2 + (round * 3), kill: (round + verb.Length) % 2 == 0);
            }
        }
    }

    private static async Task RestartInTheMiddleAsync(PrivateEngine engine, SurvivalProject project, string verb, int step, bool kill)
    {
        string version = verb == "provision" ? "1" : "2";
        string where = $"{verb}, the engine {(kill ? "killed" : "stopped")} at step {step}";
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int steps = 0;
        var progress = new SynchronousProgress(_ =>
        {
            if (Interlocked.Increment(ref steps) == step)
            {
                reached.TrySetResult();
            }
        });
        Task running = SurvivalStack.RunAsync(project.NewProvider(), verb, SurvivalStack.Request(project.Id, version), new ProvisioningOperationOptions { Progress = progress, Timeout = TimeSpan.FromMinutes(2) });
        await Task.WhenAny(reached.Task, running);
        await engine.StopAsync(kill);
        await engine.StartAsync();
        Exception? thrown = await Record.ExceptionAsync(() => running);
        Assert.True(thrown is null or ProvisioningException, $"{where}: {thrown}");

        // What the engine does of its own after a restart (restart policies, clearing up) may go on for a moment.
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await project.DoAsync(verb, version);
                break;
            }
            catch (ProvisioningException exception) when (attempt < 60)
            {
                Assert.NotEqual(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }

        await project.AssertAsync(verb, where);
    }
}
