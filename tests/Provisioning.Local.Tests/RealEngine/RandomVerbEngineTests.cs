using System.Globalization;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>Random sequences of verbs on the real engine: after each one everything is there that shall be, nothing more, and the data is equal.</summary>
/// <remarks>PROVISIONING_SOAK_ENGINE_SEQUENCES says how many; the default is two, for each run of the tests. The seed is in every message.</remarks>
public sealed class RandomVerbEngineTests : IAsyncLifetime, IDisposable
{
    private readonly DockerEngineClient _client = new(new EngineEndpointResolver(EngineEnvironment.Process).Resolve());

    public Task InitializeAsync() => TestImage.EnsureAsync(_client, default);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Any_sequence_of_verbs_ends_as_its_last_one_says()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("PROVISIONING_SOAK_ENGINE_SEQUENCES") ?? "2", CultureInfo.InvariantCulture);
        for (int sequence = 0; sequence < count; sequence++)
        {
            await RunAsync(seed: sequence);
        }
    }

#pragma warning disable CA5394 // A sequence that can be repeated is wanted, not one that cannot be guessed.
    private async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        using var project = new SurvivalProject(_client, ProjectId.Parse("l2-verbs-" + Guid.NewGuid().ToString("N")[..8]));
        try
        {
            string state = "purge";
            for (int step = 0; step < 6; step++)
            {
                // What the state table allows from here; refusals are tested in memory.
                string[] allowed = state switch
                {
                    "purge" => ["provision"],
                    "delete" => ["restore", "purge", "delete"],
                    _ => ["provision", "upgrade", "stop", "start", "delete", "purge"],
                };
                string verb = allowed[random.Next(allowed.Length)];
                await project.DoAsync(verb, verb == "upgrade" ? random.Next(3).ToString(CultureInfo.InvariantCulture) : "1");
                string where = $"seed {seed}, step {step}, {verb} after {state}";

                // Stopping what was restored and not started finds nothing to stop, and deleting keeps what there is.
                bool isBare = state == "restore" && verb == "stop";
                await project.AssertAsync(isBare ? "restore" : verb, where);
                state = isBare ? "restore" : verb;
                if (verb == "purge")
                {
                    break;
                }
            }
        }
        finally
        {
            await project.NewProvider().PurgeAsync(project.Id);
        }
    }
}
