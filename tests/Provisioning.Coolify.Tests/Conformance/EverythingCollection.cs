namespace Provisioning.Coolify.Tests;

/// <summary>Tests that listen to the whole process run alone.</summary>
[CollectionDefinition("listens to everything", DisableParallelization = true)]
public sealed class EverythingCollection;
