using Microsoft.EntityFrameworkCore;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

/// <summary>A host's own context.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseProvisioningProjects(schema: Database.IsNpgsql() ? "provisioning" : null);

    public sealed class Customer
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }
}
