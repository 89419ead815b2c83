namespace Provisioning.Compose.Tests.Templates;

public sealed class ImageChangeTests
{
    [Theory]
    [InlineData("postgres:15", "postgres:15")]
    [InlineData("postgres:15.3-alpine", "postgres:15.4")]
    [InlineData("postgres:15", "docker.io/library/postgres:15.9")]
    [InlineData("index.docker.io/postgres:15", "library/postgres:15")]
    [InlineData("postgres:15@sha256:aaaa", "postgres:15.1@sha256:bbbb")]
    [InlineData("postgres:latest", "postgres:latest")]
    [InlineData("postgres", "postgres:stable")]
    [InlineData("postgres@sha256:aaaa", "postgres@sha256:bbbb")]
    [InlineData("localhost:5000/db:v2.1", "localhost:5000/db:2.9")]
    [InlineData("registry:5000/db", "registry:5000/db")]
    [InlineData("pgvector/pgvector:pg16", "pgvector/pgvector:pg16-bookworm")]
    [InlineData("acme/db:0a1b2c3", "acme/db:7d8e9f0")]
    [InlineData("acme/db:08", "acme/db:8.1")]
    [InlineData("acme/db:0.1", "acme/db:0.2")]
    public void What_the_data_suits_is_let_through(string observed, string requested)
    {
        Assert.Null(ImageChange.Find(observed, requested));
        Assert.Null(ImageChange.Find(requested, observed));
    }

    [Theory]
    [InlineData("postgres:15", "postgres:16", "from 15 to 16")]
    [InlineData("postgres:15.3-alpine", "postgres:16-alpine", "from 15 to 16")]
    [InlineData("postgres:16", "postgres:9.6", "from 16 to 9")]
    [InlineData("mysql:v5.7", "mysql:8", "from 5 to 8")]
    [InlineData("pgvector/pgvector:pg16", "pgvector/pgvector:pg17", "from 16 to 17")]
    [InlineData("postgres:15@sha256:aaaa", "postgres:16@sha256:aaaa", "from 15 to 16")]
    [InlineData("localhost:5000/db:1", "localhost:5000/db:2", "from 1 to 2")]
    [InlineData("postgres:15", "postgres:latest", "compare 15")]
    [InlineData("postgres", "postgres:16", "compare 16")]
    [InlineData("postgres:15", "supabase/postgres:15", "'supabase/postgres' instead of 'postgres'")]
    [InlineData("postgres:15", "ghcr.io/acme/postgres:15", "'ghcr.io/acme/postgres'")]
    [InlineData("localhost:5000/db:1", "localhost:5001/db:1", "'localhost:5001/db'")]
    public void What_may_make_the_data_unreadable_is_told(string observed, string requested, string why) =>
        Assert.Contains(why, ImageChange.Find(observed, requested), StringComparison.Ordinal);
}
