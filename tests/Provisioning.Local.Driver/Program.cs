using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Provisioning;
using Provisioning.Local;
using Provisioning.Local.Driver;
using Provisioning.Local.Engine;

// One operation in a process of its own, which may kill itself in the middle of it:
// driver VERB PROJECT STATE_DIRECTORY VERSION [CALL before|during|after]
string verb = args[0];
ProjectId project = ProjectId.Parse(args[1]);
var options = SurvivalStack.Options(args[2]);
ProvisionRequest request = SurvivalStack.Request(project, args[3]);
EngineEndpoint endpoint = new EngineEndpointResolver(EngineEnvironment.Process).Resolve();
var clientOptions = new EngineClientOptions();
HttpMessageHandler handler = EngineHandlers.Create(endpoint, clientOptions);
if (args.Length > 5)
{
    handler = new KillingHandler(handler, int.Parse(args[4], CultureInfo.InvariantCulture), args[5]);
}

using var client = new DockerEngineClient(endpoint, handler, clientOptions);
var provider = new LocalProvisioningProvider("local", client, options, TimeProvider.System, NullLogger.Instance);
var progress = new SynchronousProgress(value => Console.WriteLine($"{value.Step} {value.State} {value.Subject}"));
await SurvivalStack.RunAsync(provider, verb, request, new ProvisioningOperationOptions { Progress = progress });
return 0;
