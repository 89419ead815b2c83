using Provisioning.Coolify.Benchmarks;

// usage: dotnet run -c Release --project tests/Provisioning.Coolify.Benchmarks [-- client|fleet] [count]
string part = args.Length > 0 ? args[0] : "all";
int? count = args.Length > 1 && int.TryParse(args[1], out int number) ? number : null;
if (part is "client" or "all")
{
    await ClientBenchmark.RunAsync(count ?? 2000);
}

if (part is "fleet" or "all")
{
    await FleetBenchmark.RunAsync(count ?? 1000);
}
