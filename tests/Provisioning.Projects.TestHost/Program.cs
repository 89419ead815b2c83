using System.Globalization;
using Provisioning;
using Provisioning.Projects;
using Provisioning.Projects.TestHost;

// A host for tests that need several processes. Arguments are NAME=VALUE:
//   mode=run    verb=..., operation=...: one call, killed at kill=N
//   mode=mixed  count=..., seed=...: that many random calls at once
Dictionary<string, string> given = args.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
string Text(string name, string missing = "") => given.GetValueOrDefault(name, missing);
int Number(string name) => int.Parse(Text(name, "0"), CultureInfo.InvariantCulture);

await using var host = new Host(new HostOptions
{
    Store = Text("store", "sqlite"),
    ConnectionString = given.GetValueOrDefault("connection"),
    Folder = Text("folder"),
    ClockOffset = TimeSpan.FromSeconds(Number("offset")),
    KillAt = Number("kill"),
    Work = TimeSpan.FromMilliseconds(Number("work")),
});
await host.Store.InitializeAsync();
ProjectId project = ProjectId.Parse(Text("project", "acme"));
switch (Text("mode"))
{
    case "run":
        host.Points.IsOn = true;
        await Verbs.RunAsync(host.Service, Text("verb"), project, new ProjectOperationOptions { OperationId = Text("operation") });
        host.Points.IsOn = false;
        foreach (string point in host.Points.Passed)
        {
            Console.WriteLine(point);
        }

        return 0;

    case "mixed":
        var random = new Random(Number("seed"));
        string[] verbs = [.. Verbs.Preparation.Keys];
        string[] chosen = [.. Enumerable.Range(0, Number("count")).Select(_ => verbs[random.Next(verbs.Length)])];
        await Task.WhenAll(chosen.Select((verb, index) => Task.Run(async () =>
        {
            string outcome;
            try
            {
                // Every third does not wait for its turn.
                ProjectOperationInfo done = await Verbs.RunAsync(host.Service, verb, project, new ProjectOperationOptions { WhenBusy = index % 3 == 2 ? BusyBehavior.Fail : BusyBehavior.Wait });
                outcome = done.State.ToString();
            }
            catch (ProvisioningException exception)
            {
                outcome = exception.ErrorCode.Value;
            }

            lock (verbs)
            {
                Console.WriteLine($"{verb} {outcome}");
            }
        })));
        return 0;

    default:
        await Console.Error.WriteLineAsync("mode=run or mode=mixed");
        return 2;
}
