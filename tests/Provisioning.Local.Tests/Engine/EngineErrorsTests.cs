using System.Net;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Engine;

public sealed class EngineErrorsTests
{
    [Theory]
    [InlineData("driver failed programming external connectivity on endpoint x (abc): Bind for 127.0.0.1:8080 failed: port is already allocated", 8080)]
    [InlineData("driver failed programming external connectivity on endpoint x (abc): Bind for :::8080 failed: port is already allocated", 8080)]
    [InlineData("driver failed programming external connectivity on endpoint x (abc): Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use", 80)]
    [InlineData("driver failed programming external connectivity on endpoint x (abc): Error starting userland proxy: listen tcp6 [::]:443: bind: address already in use", 443)]
    [InlineData("failed to set up container networking: driver failed programming external connectivity on endpoint x (abc): failed to bind host port for 127.0.0.1:5432:172.17.0.2:5432/tcp: address already in use", 5432)]
    [InlineData("failed to set up container networking: driver failed programming external connectivity on endpoint x (abc): failed to bind host port 0.0.0.0:5432/tcp: address already in use", 5432)]
    [InlineData("Ports are not available: exposing port TCP 0.0.0.0:3000 -> 127.0.0.1:0: listen tcp 0.0.0.0:3000: bind: address already in use", 3000)]
    [InlineData("something: port is already allocated", 0)]
    public void A_port_in_use_is_recognised_at_any_status(string words, int expected)
    {
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError])
        {
            Assert.True(EngineErrors.IsPortInUse(new EngineException(status, "start", words), out var port));
            Assert.Equal(expected, port);
        }
    }

    [Theory]
    [InlineData(409, "Conflict. The container name \"/x\" is already in use by container \"abc\". You have to remove (or rename) that container to be able to reuse that name.", "IsNameConflict")]
    [InlineData(409, "network with name x already exists", "IsNameConflict")]
    [InlineData(404, "No such image: postgres:17", "IsImageMissing,IsNotFound")]
    [InlineData(404, "network abc not found", "IsNotFound")]
    [InlineData(403, "Pool overlaps with other one on this address space", "IsSubnetOverlap")]
    [InlineData(400, "invalid pool request: Pool overlaps with other one on this address space", "IsSubnetOverlap")]
    [InlineData(400, "all predefined address pools have been fully subnetted", "IsAddressPoolExhausted")]
    [InlineData(404, "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", "IsAddressPoolExhausted,IsNotFound")]
    [InlineData(403, "error while removing network: network x id abc has active endpoints", "IsNetworkInUse")]
    [InlineData(409, "remove x: volume is in use - [abc]", "IsVolumeInUse")]
    [InlineData(409, "removal of container abc is already in progress", "IsRemovalInProgress")]
    [InlineData(500, "manifest for busybox:nope not found: manifest unknown: manifest unknown", "IsManifestUnknown")]
    [InlineData(404, "failed to resolve reference \"docker.io/library/busybox:nope\": docker.io/library/busybox:nope: not found", "IsManifestUnknown,IsNotFound")]
    [InlineData(500, "no matching manifest for linux/arm64/v8 in the manifest list entries", "IsManifestUnknown")]
    [InlineData(404, "pull access denied for me/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", "IsPullDenied,IsNotFound")]
    [InlineData(500, "Head \"https://r.example/v2/x/manifests/1\": unauthorized: authentication required", "IsPullDenied")]
    [InlineData(500, "Get \"https://r.example/v2/\": dial tcp: lookup r.example: no such host", "IsRegistryUnreachable")]
    [InlineData(500, "Get \"https://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused", "IsRegistryUnreachable")]
    [InlineData(500, "Get \"https://r.example/v2/\": net/http: TLS handshake timeout", "IsRegistryUnreachable")]
    [InlineData(500, "Get \"https://r.example/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)", "IsRegistryUnreachable")]
    [InlineData(500, "Get \"https://r.example/v2/\": x509: certificate signed by unknown authority", "IsRegistryUnreachable")]
    [InlineData(429, "toomanyrequests: You have reached your unauthenticated pull rate limit.", "IsPullRateLimited")]
    [InlineData(500, "something else went wrong", "")]
    public void Each_refusal_is_recognised_for_what_it_is_and_nothing_else(int status, string words, string expected)
    {
        var exception = new EngineException((HttpStatusCode)status, "call", words);
        (string Name, Func<EngineException, bool> Is)[] all =
        [
            ("IsNameConflict", EngineErrors.IsNameConflict),
            ("IsPortInUse", e => EngineErrors.IsPortInUse(e, out _)),
            ("IsImageMissing", EngineErrors.IsImageMissing),
            ("IsManifestUnknown", EngineErrors.IsManifestUnknown),
            ("IsPullDenied", EngineErrors.IsPullDenied),
            ("IsPullRateLimited", EngineErrors.IsPullRateLimited),
            ("IsRegistryUnreachable", EngineErrors.IsRegistryUnreachable),
            ("IsSubnetOverlap", EngineErrors.IsSubnetOverlap),
            ("IsAddressPoolExhausted", EngineErrors.IsAddressPoolExhausted),
            ("IsNetworkInUse", EngineErrors.IsNetworkInUse),
            ("IsVolumeInUse", EngineErrors.IsVolumeInUse),
            ("IsRemovalInProgress", EngineErrors.IsRemovalInProgress),
            ("IsNotFound", EngineErrors.IsNotFound),
        ];

        Assert.Equal(expected, string.Join(',', all.Where(a => a.Is(exception)).Select(a => a.Name)));
    }
}
