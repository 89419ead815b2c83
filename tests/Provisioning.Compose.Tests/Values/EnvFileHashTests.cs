using System.Text;

namespace Provisioning.Compose.Tests.Values;

/// <summary>The hashes are what Docker Compose 2.40.3 printed with <c>config --hash</c> for the same files.</summary>
public sealed class EnvFileHashTests
{
    [Theory]
    [InlineData("/tmp/h", "services:\n  a:\n    image: x\n    env_file: [a.env]\n    environment: {B: \"1\"}\n", "deac759c336075ece5bb1d4c9792c2b0dfff628b2a0c7b592a3487dae9b33b30")]
    [InlineData("/tmp/h2", "services:\n  a:\n    image: x\n    env_file: [{path: a.env, required: false},{path: b.env, format: raw}, c.env]\n    environment: [B, D=1]\n", "0ae76651a68f1ef109d99314ba57f3878d0e09e0e650b47e44dbbe02289b7375")]
    public void A_model_with_unread_environment_files_has_the_hash_that_Compose_prints(string directory, string file, string hash)
    {
        var files = new InMemoryComposeFileSystem(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [directory + "/compose.yaml"] = Encoding.UTF8.GetBytes(file),
            [directory + "/b.env"] = ReadOnlyMemory<byte>.Empty,
            [directory + "/c.env"] = ReadOnlyMemory<byte>.Empty,
        });
        ComposeService service = ComposeLoader.Load(new ComposeLoadOptions
        {
            WorkingDirectory = directory,
            FileSystem = files,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["B"] = "7" },
            ReadEnvFiles = false,
        }).Services["a"];

        Assert.Equal(hash, ComposeConfigHash.Service(service));
        Assert.NotEmpty(service.EnvFiles);
    }
}
