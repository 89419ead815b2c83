using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Provisioning.Projects.EntityFrameworkCore;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Puts the tables of the project service into a host's own model.</summary>
public static class ProvisioningProjectsModelBuilderExtensions
{
    /// <summary>
    /// Adds the tables <c>provisioning_projects</c>, <c>provisioning_operations</c>, <c>provisioning_templates</c> and <c>provisioning_audit</c>. Call it in
    /// <see cref="DbContext.OnModelCreating"/>, add a migration of your own, and choose the context with <c>UseEntityFrameworkCore&lt;TContext&gt;()</c>.
    /// </summary>
    /// <param name="modelBuilder">The model builder.</param>
    /// <param name="schema">The tables' schema, where the database has schemas; <see langword="null"/> for the default one.</param>
    /// <returns>The model builder.</returns>
    public static ModelBuilder UseProvisioningProjects(this ModelBuilder modelBuilder, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        return modelBuilder
            .Entity<ProjectRow>(table =>
            {
                table.ToTable("provisioning_projects", schema);
                table.HasKey(row => row.Id);
                Name(table.Property(row => row.Id), "id");
                Name(table.Property(row => row.Version), "version");
                Name(table.Property(row => row.WriteId), "write_id");
                Name(table.Property(row => row.Provider), "provider");
                Name(table.Property(row => row.State), "state");
                Name(table.Property(row => row.TemplateDigest), "template_digest");
                Name(table.Property(row => row.LastOperationId), "last_operation_id");
                Name(table.Property(row => row.DeletedAt), "deleted_at");
                Name(table.Property(row => row.ProtectedSecrets), "protected_secrets");
                Name(table.Property(row => row.Data), "data");
                table.HasIndex(row => row.TemplateDigest);
            })
            .Entity<OperationRow>(table =>
            {
                table.ToTable("provisioning_operations", schema);
                table.HasKey(row => row.Id);
                Name(table.Property(row => row.Id), "id");
                Name(table.Property(row => row.Version), "version");
                Name(table.Property(row => row.WriteId), "write_id");
                Name(table.Property(row => row.ProjectId), "project_id");
                Name(table.Property(row => row.State), "state");
                Name(table.Property(row => row.CreatedAt), "created_at");
                Name(table.Property(row => row.EndedAt), "ended_at");
                Name(table.Property(row => row.Data), "data");
                table.HasIndex(row => new { row.CreatedAt, row.Id });
                table.HasIndex(row => new { row.ProjectId, row.CreatedAt, row.Id });
                table.HasIndex(row => row.State);
            })
            .Entity<TemplateRow>(table =>
            {
                table.ToTable("provisioning_templates", schema);
                table.HasKey(row => row.Digest);
                Name(table.Property(row => row.Digest), "digest");
                Name(table.Property(row => row.Content), "content");
                Name(table.Property(row => row.CreatedAt), "created_at");
            })
            .Entity<AuditRow>(table =>
            {
                table.ToTable("provisioning_audit", schema);
                table.HasKey(row => row.Id);
                Name(table.Property(row => row.Id), "id");
                Name(table.Property(row => row.ProjectId), "project_id");
                Name(table.Property(row => row.Time), "time");
                Name(table.Property(row => row.Data), "data");
                table.HasIndex(row => new { row.ProjectId, row.Time });
                table.HasIndex(row => row.Time);
            });
    }

    private static void Name<T>(PropertyBuilder<T> property, string column) => property.HasColumnName(column).ValueGeneratedNever();
}
