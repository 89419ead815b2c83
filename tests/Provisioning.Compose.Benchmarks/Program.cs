using BenchmarkDotNet.Running;
using Provisioning.Compose.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(LoadBenchmarks).Assembly).Run(args);
