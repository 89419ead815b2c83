using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

public sealed class QueryLogTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task No_value_is_in_the_query_log_although_the_host_asks_for_them(string kind)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(kind);
        var log = new WholeLog();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddProvisioning().AddProjects(projects => projects.UseEntityFrameworkCore(db =>
        {
            database.Use(db);
            db.EnableSensitiveDataLogging().EnableDetailedErrors();
        }));
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            IProjectStore store = provider.GetRequiredService<IProjectStore>();
            await store.InitializeAsync();
            ProjectRecord project = Records.Project("canary-0") with
            {
                Name = "CANARY-1",
                ProviderName = "CANARY-2",
                ProtectedSecrets = Encoding.UTF8.GetBytes("CANARY-3"),
                Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = "CANARY-4" },
            };
            Assert.True(await store.CommitAsync(Records.Commit(project)));
            Assert.False(await store.CommitAsync(Records.Commit(project)));
            Assert.True(await store.CommitAsync(Records.Commit(project with { Version = 2 })));
            Assert.NotEmpty(await store.ListProjectsAsync(new ProjectQuery { ProviderName = "CANARY-2", Search = "CANARY-1", After = ProjectId.Parse("a") }));
            Assert.NotNull(await store.FindProjectAsync(project.Id));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.FindProjectAsync(project.Id, new CancellationToken(canceled: true)));
        }

        string text = log.ToString();
        Assert.Contains("provisioning_projects", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes("CANARY-3")), text, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class WholeLog : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_text)
            {
                _text.Append(logLevel).Append(' ').Append(eventId.Name).Append(' ').AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
                foreach (KeyValuePair<string, object?> value in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                {
                    _text.Append(value.Key).Append('=').AppendLine(value.Value?.ToString());
                }
            }
        }

        public void Dispose()
        {
        }

        public override string ToString()
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }
}
