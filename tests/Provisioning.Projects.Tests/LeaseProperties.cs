using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Projects.Tests;

/// <summary>
/// Hosts with clocks of their own begin, finish, cancel and lose operations, die and come back, while time passes in any pieces. Whatever the order: the journal of a project has no
/// two operations at one time, each operation ends once, and in the end everything is free and as it shall be.
/// </summary>
public sealed class LeaseProperties
{
    private static readonly string[] VerbNames = ["create", "update", "stop", "start", "delete", "restore", "repair-archived", "purge"];

    [Property(MaxTest = 40)]
    public Property Operations_of_one_project_never_overlap_and_all_end() => Prop.ForAll(
        Gen.Choose(0, 999).ListOf(24).ToArbitrary(),
        commands => Task.Run(() => RunAsync([.. commands])).GetAwaiter().GetResult());

    private static async Task<bool> RunAsync(int[] commands)
    {
        var world = new World();
        foreach (int command in commands)
        {
            await world.DoAsync(command);
        }

        return await world.SettleAsync();
    }

    private sealed class World
    {
        private readonly FakeTimeProvider _storeTime = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        private readonly HistoryStore _store;
        private readonly Shared _shared;
        private readonly Host?[] _hosts = new Host?[3];
        private readonly ConcurrentDictionary<string, byte> _begun = new(StringComparer.Ordinal);
        private int _lastId;

        public World()
        {
            _store = new HistoryStore(new InMemoryProjectStore(_storeTime));
            _shared = new Shared { Store = _store };
        }

        public async Task DoAsync(int command)
        {
            int index = command % 3;
            Host host = _hosts[index] ??= new Host(_shared, _store, _storeTime.GetUtcNow().AddMinutes((index - 1) * 7));
            int argument = command / 3;
            switch (argument % 9)
            {
                case 0 or 1 or 2 or 3:
                    await host.BeginAsync(VerbNames[argument / 9 % VerbNames.Length], $"op-{_lastId++}", _begun);
                    break;
                case 4:
                    host.Release();
                    await Task.Yield();
                    break;
                case 5 or 6:
                    await AdvanceAsync(TimeSpan.FromSeconds(1 + (argument / 9 % 40)));
                    break;
                case 7:
                    _hosts[index] = null;
                    await host.KillAsync();
                    break;
                default:
                    foreach (string id in _begun.Keys.Take(1))
                    {
                        await host.CancelAsync(id);
                    }

                    break;
            }
        }

        public async Task<bool> SettleAsync()
        {
            foreach (Host host in _hosts.OfType<Host>())
            {
                host.Release();
                await host.KillAsync();
            }

            _storeTime.Advance(TimeSpan.FromMinutes(2));
            await using var last = new ProjectsHost(_shared, reconcile: options => options.Mode = ProjectReconcilerMode.Heal);
            await last.Reconciler.ReconcileAsync();
            await last.Reconciler.ReconcileAsync();
            IReadOnlyList<ProjectOperationInfo> journal = (await last.Projects.ListOperationsAsync(new ProjectOperationQuery { Limit = 1000 })).Items;
            Assert.All(journal, operation => Assert.True(operation.HasEnded, operation.ToString()));
            Journal.AssertNoOverlap(journal.Where(operation => operation.EndedAt > operation.StartedAt || operation.Steps.Count > 0));
            Assert.Equal(_store.Ends.Count, _store.Ends.Distinct().Count());
            if (await last.Projects.FindAsync(Templates.Acme) is { } project)
            {
                Assert.Null(project.RunningOperation);
                Assert.Null((await _store.FindProjectAsync(Templates.Acme))!.Lease);
                Assert.NotEqual(ProjectState.Provisioning, project.State);
            }

            return true;
        }

        private async Task AdvanceAsync(TimeSpan time)
        {
            _storeTime.Advance(time);
            foreach (Host host in _hosts.OfType<Host>())
            {
                host.Time.Advance(time);
            }

            await Task.Yield();
        }
    }

#pragma warning disable CA1001 // Killed, not disposed of.
    private sealed class Host
#pragma warning restore CA1001
    {
        private readonly DyingStore _store;
        private readonly ProjectsHost _host;
        private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Host(Shared shared, IProjectStore store, DateTimeOffset now)
        {
            Time = new FakeTimeProvider(now);
            _store = new DyingStore(store);
            shared.ProviderOptions.BeforeStep = (_, token) => Volatile.Read(ref _gate).Task.WaitAsync(token);
            _host = new ProjectsHost(shared, store: _store, time: Time);
            shared.ProviderOptions.BeforeStep = null;
        }

        public FakeTimeProvider Time { get; }

        public async Task BeginAsync(string verb, string operationId, ConcurrentDictionary<string, byte> begun)
        {
            try
            {
                await Verbs.CallAsync(_host.Projects, verb, new ProjectOperationOptions { OperationId = operationId, WaitForCompletion = false });
                begun[operationId] = 0;
            }
            catch (ProvisioningException)
            {
                // Busy, or its state does not allow it.
            }
        }

        public void Release() => Interlocked.Exchange(ref _gate, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

        public async Task CancelAsync(string operationId)
        {
            try
            {
                await _host.Projects.CancelOperationAsync(operationId);
            }
            catch (ProvisioningException)
            {
                // Removed meanwhile.
            }
        }

        public async Task KillAsync()
        {
            _store.Die();
            await _host.DisposeAsync();
        }
    }

    /// <summary>Remembers each time that an operation was ended.</summary>
    private sealed class HistoryStore(IProjectStore inner) : DelegatingStore(inner)
    {
        public ConcurrentQueue<(string Id, int Attempt)> Ends { get; } = new();

        public override async Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default)
        {
            bool written = await base.CommitAsync(commit, cancellationToken);
            foreach (ProjectOperationRecord operation in commit.Operations.Where(operation => written && operation.EndedAt is not null))
            {
                Ends.Enqueue((operation.Id, operation.Attempt));
            }

            return written;
        }
    }
}
