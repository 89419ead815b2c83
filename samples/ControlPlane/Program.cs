using Provisioning.ControlPlane;

await using WebApplication app = ControlPlaneHost.Create(args);
await app.RunAsync();
