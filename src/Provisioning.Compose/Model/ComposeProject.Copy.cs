using System.Diagnostics.CodeAnalysis;

namespace Provisioning.Compose;

/// <content>The copy with which a changed one is made: <c>new ComposeProject(source) { ... }</c>.</content>
public sealed partial class ComposeProject
{
    /// <summary>Creates a project with nothing set.</summary>
    public ComposeProject()
    {
    }

    [SetsRequiredMembers]
    internal ComposeProject(ComposeProject source)
    {
        Name = source.Name;
        WorkingDirectory = source.WorkingDirectory;
        ComposeFiles = source.ComposeFiles;
        Services = source.Services;
        DisabledServices = source.DisabledServices;
        Networks = source.Networks;
        Volumes = source.Volumes;
        Configs = source.Configs;
        Secrets = source.Secrets;
        Models = source.Models;
        Extensions = source.Extensions;
        SourceMap = source.SourceMap;
        Warnings = source.Warnings;
    }
}
