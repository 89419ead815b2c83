namespace Provisioning.Compose.Tests.Templates;

/// <summary><c>ready</c> of an endpoint.</summary>
public sealed class TemplateReadinessTests
{
    [Fact]
    public void How_an_endpoint_is_seen_to_answer_is_read()
    {
        IReadOnlyList<TemplateEndpoint> endpoints = Given.Manifest("""
            x-provisioning:
              endpoints:
                api: { service: web, port: 8000, ready: { http: "/health?full=1", status: 204, timeout: 2m, interval: 100ms } }
                any: { service: web, port: 8000, scheme: ws, ready: { http: /, status: 200-299 } }
                db: { service: db, port: 5432, ready: { tcp: true } }
                none: { service: db, port: 5432 }
            """).Endpoints;
        TemplateReadiness api = endpoints[0].Readiness!;
        Assert.Equal(("/health?full=1", 204, 204, TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(100)), (api.HttpPath, api.MinStatus, api.MaxStatus, api.Timeout, api.Interval));
        Assert.Equal(("/", 200, 299, TimeSpan.FromSeconds(60)), (endpoints[1].Readiness!.HttpPath, endpoints[1].Readiness!.MinStatus, endpoints[1].Readiness!.MaxStatus, endpoints[1].Readiness!.Timeout));
        Assert.True(endpoints[2].Readiness is { HttpPath: null });
        Assert.Null(endpoints[3].Readiness);
        Assert.Equal(["GET /health?full=1: 204", "GET /: 200-299", "tcp"], endpoints.Take(3).Select(endpoint => endpoint.Readiness!.ToString()));
    }

    [Theory]
    [InlineData("ready:", "manifest_wrong_type", "ready")]
    [InlineData("ready: true", "manifest_wrong_type", "ready")]
    [InlineData("ready: {}", "manifest_bad_value", "ready")]
    [InlineData("ready: { http: /, tcp: true }", "manifest_bad_value", "ready")]
    [InlineData("ready: { tcp: true, status: 200 }", "manifest_bad_value", "ready.status")]
    [InlineData("ready: { http: /, status: 99 }", "manifest_bad_value", "ready.status")]
    [InlineData("ready: { http: /, status: 300-200 }", "manifest_bad_value", "ready.status")]
    [InlineData("ready: { http: /, status: 2xx }", "manifest_bad_value", "ready.status")]
    [InlineData("ready: { http: health }", "manifest_bad_value", "ready.http")]
    [InlineData("ready: { http: '/a b' }", "manifest_bad_value", "ready.http")]
    [InlineData("ready: { http: '/#a' }", "manifest_bad_value", "ready.http")]
    [InlineData("ready: { http: /, timeout: 10 }", "manifest_bad_value", "ready.timeout")]
    [InlineData("ready: { http: /, timeout: 0s }", "manifest_bad_value", "ready.timeout")]
    [InlineData("ready: { http: /, timeout: 2h }", "manifest_bad_value", "ready.timeout")]
    [InlineData("ready: { http: /, interval: 1ms }", "manifest_bad_value", "ready.interval")]
    [InlineData("ready: { http: /, url: x }", "manifest_unknown_key", "ready.url")]
    [InlineData("scheme: https, ready: { http: / }", "manifest_bad_value", "ready.http")]
    public void What_an_endpoint_asks_wrongly_is_told_with_its_place(string keys, string code, string path)
    {
        var exception = Assert.Throws<TemplateException>(() => Given.Manifest($"x-provisioning: {{ endpoints: {{ api: {{ service: web, port: 80, {keys} }} }} }}"));
        TemplateProblem problem = Assert.Single(exception.Problems);
        Assert.Equal((code, "x-provisioning.endpoints.api." + path), (problem.Code, problem.Path));
        Assert.True(problem.Line > 0);
    }
}
