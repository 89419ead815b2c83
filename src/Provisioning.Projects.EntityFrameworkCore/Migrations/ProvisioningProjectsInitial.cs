using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Provisioning.Projects.EntityFrameworkCore.Migrations;

/// <summary>The tables of the first version. Names no type of any database, so that it serves both.</summary>
[DbContext(typeof(ProvisioningProjectsDbContext))]
[Migration("20261125000000_ProvisioningProjectsInitial")]
internal sealed class ProvisioningProjectsInitial : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "provisioning_audit",
            columns: table => new
            {
                id = table.Column<string>(nullable: false),
                project_id = table.Column<string>(nullable: false),
                time = table.Column<long>(nullable: false),
                data = table.Column<string>(nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_provisioning_audit", columns => columns.id));
        migrationBuilder.CreateTable(
            name: "provisioning_operations",
            columns: table => new
            {
                id = table.Column<string>(nullable: false),
                version = table.Column<long>(nullable: false),
                write_id = table.Column<string>(nullable: false),
                project_id = table.Column<string>(nullable: false),
                state = table.Column<string>(nullable: false),
                created_at = table.Column<long>(nullable: false),
                ended_at = table.Column<long>(nullable: true),
                data = table.Column<string>(nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_provisioning_operations", columns => columns.id));
        migrationBuilder.CreateTable(
            name: "provisioning_projects",
            columns: table => new
            {
                id = table.Column<string>(nullable: false),
                version = table.Column<long>(nullable: false),
                write_id = table.Column<string>(nullable: false),
                provider = table.Column<string>(nullable: false),
                state = table.Column<string>(nullable: false),
                template_digest = table.Column<string>(nullable: false),
                last_operation_id = table.Column<string>(nullable: true),
                deleted_at = table.Column<long>(nullable: true),
                protected_secrets = table.Column<byte[]>(nullable: false),
                data = table.Column<string>(nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_provisioning_projects", columns => columns.id));
        migrationBuilder.CreateTable(
            name: "provisioning_templates",
            columns: table => new
            {
                digest = table.Column<string>(nullable: false),
                content = table.Column<byte[]>(nullable: false),
                created_at = table.Column<long>(nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_provisioning_templates", columns => columns.digest));

        // Ids sort by their bytes, whatever language the database sorts by. SQLite does so anyway.
        if (migrationBuilder.IsNpgsql())
        {
            foreach (string table in (ReadOnlySpan<string>)["provisioning_audit", "provisioning_operations", "provisioning_projects"])
            {
                migrationBuilder.Sql($"ALTER TABLE {table} ALTER COLUMN id TYPE text COLLATE \"C\";");
            }
        }

        migrationBuilder.CreateIndex("IX_provisioning_audit_project_id_time", "provisioning_audit", ["project_id", "time"]);
        migrationBuilder.CreateIndex("IX_provisioning_audit_time", "provisioning_audit", "time");
        migrationBuilder.CreateIndex("IX_provisioning_operations_created_at_id", "provisioning_operations", ["created_at", "id"]);
        migrationBuilder.CreateIndex("IX_provisioning_operations_project_id_created_at_id", "provisioning_operations", ["project_id", "created_at", "id"]);
        migrationBuilder.CreateIndex("IX_provisioning_operations_state", "provisioning_operations", "state");
        migrationBuilder.CreateIndex("IX_provisioning_projects_template_digest", "provisioning_projects", "template_digest");
    }

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("provisioning_audit");
        migrationBuilder.DropTable("provisioning_operations");
        migrationBuilder.DropTable("provisioning_projects");
        migrationBuilder.DropTable("provisioning_templates");
    }

    /// <inheritdoc/>
    protected override void BuildTargetModel(ModelBuilder modelBuilder) => ProvisioningProjectsModelSnapshot.Initial(modelBuilder);
}
