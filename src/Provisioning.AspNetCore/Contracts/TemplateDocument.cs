namespace Provisioning.AspNetCore;

internal sealed record TemplateDocument(string Name);
