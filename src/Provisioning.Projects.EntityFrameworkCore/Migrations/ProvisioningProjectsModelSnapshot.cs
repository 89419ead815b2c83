using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Provisioning.Projects.EntityFrameworkCore.Migrations;

/// <summary>The model as of the last migration. A later one gets a method of its own; those of earlier ones stay as they are.</summary>
[DbContext(typeof(ProvisioningProjectsDbContext))]
internal sealed class ProvisioningProjectsModelSnapshot : ModelSnapshot
{
    private const string Rows = "Provisioning.Projects.EntityFrameworkCore.";

    internal static void Initial(ModelBuilder modelBuilder)
    {
        modelBuilder.HasAnnotation("ProductVersion", "10.0.0");
        modelBuilder.Entity(Rows + "AuditRow", row =>
        {
            row.Property<string>("Id").HasColumnName("id");
            row.Property<string>("Data").IsRequired().HasColumnName("data");
            row.Property<string>("ProjectId").IsRequired().HasColumnName("project_id");
            row.Property<long>("Time").HasColumnName("time");
            row.HasKey("Id");
            row.HasIndex("Time");
            row.HasIndex("ProjectId", "Time");
            row.ToTable("provisioning_audit");
        });
        modelBuilder.Entity(Rows + "OperationRow", row =>
        {
            row.Property<string>("Id").HasColumnName("id");
            row.Property<long>("CreatedAt").HasColumnName("created_at");
            row.Property<string>("Data").IsRequired().HasColumnName("data");
            row.Property<long?>("EndedAt").HasColumnName("ended_at");
            row.Property<string>("ProjectId").IsRequired().HasColumnName("project_id");
            row.Property<string>("State").IsRequired().HasColumnName("state");
            row.Property<long>("Version").HasColumnName("version");
            row.Property<string>("WriteId").IsRequired().HasColumnName("write_id");
            row.HasKey("Id");
            row.HasIndex("State");
            row.HasIndex("CreatedAt", "Id");
            row.HasIndex("ProjectId", "CreatedAt", "Id");
            row.ToTable("provisioning_operations");
        });
        modelBuilder.Entity(Rows + "ProjectRow", row =>
        {
            row.Property<string>("Id").HasColumnName("id");
            row.Property<string>("Data").IsRequired().HasColumnName("data");
            row.Property<long?>("DeletedAt").HasColumnName("deleted_at");
            row.Property<string>("LastOperationId").HasColumnName("last_operation_id");
            row.Property<byte[]>("ProtectedSecrets").IsRequired().HasColumnName("protected_secrets");
            row.Property<string>("Provider").IsRequired().HasColumnName("provider");
            row.Property<string>("State").IsRequired().HasColumnName("state");
            row.Property<string>("TemplateDigest").IsRequired().HasColumnName("template_digest");
            row.Property<long>("Version").HasColumnName("version");
            row.Property<string>("WriteId").IsRequired().HasColumnName("write_id");
            row.HasKey("Id");
            row.HasIndex("TemplateDigest");
            row.ToTable("provisioning_projects");
        });
        modelBuilder.Entity(Rows + "TemplateRow", row =>
        {
            row.Property<string>("Digest").HasColumnName("digest");
            row.Property<byte[]>("Content").IsRequired().HasColumnName("content");
            row.Property<long>("CreatedAt").HasColumnName("created_at");
            row.HasKey("Digest");
            row.ToTable("provisioning_templates");
        });
    }

    /// <inheritdoc/>
    protected override void BuildModel(ModelBuilder modelBuilder) => Initial(modelBuilder);
}
