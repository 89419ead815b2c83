using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Provisioning.ConsoleApp.Tests;

public sealed class KeyFileProtectionTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("provisioning-key-");

    private string Path => System.IO.Path.Combine(_directory.FullName, "key");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_is_protected_comes_back_also_in_another_process()
    {
        byte[] secret = Encoding.UTF8.GetBytes("canary-4f9c1e7b");
        byte[] first = Protector("a").Protect(secret);
        byte[] second = Protector("a").Protect(secret);

        Assert.Equal(secret, Protector("a").Unprotect(first));
        Assert.Equal(secret, Protector("a").Unprotect(second));
        Assert.NotEqual(first, second);
        Assert.DoesNotContain("canary", Encoding.Latin1.GetString(first), StringComparison.Ordinal);
        Assert.Empty(Protector("a").Unprotect(Protector("a").Protect([])));
    }

    [Fact]
    public void What_was_protected_for_one_purpose_opens_for_no_other()
    {
        byte[] data = Protector("a").CreateProtector("bc").Protect([1, 2, 3]);

        Assert.ThrowsAny<CryptographicException>(() => Protector("ab").CreateProtector("c").Unprotect(data));
        Assert.ThrowsAny<CryptographicException>(() => Protector("a").Unprotect(data));
        Assert.Equal([1, 2, 3], Protector("a").CreateProtector("bc").Unprotect(data));
    }

    [Fact]
    public void What_was_changed_does_not_open()
    {
        byte[] data = Protector("a").Protect([1, 2, 3]);
        for (int at = 0; at < data.Length; at++)
        {
            byte[] changed = [.. data];
            changed[at] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => Protector("a").Unprotect(changed));
        }

        Assert.ThrowsAny<CryptographicException>(() => Protector("a").Unprotect(data[..^1]));
        Assert.ThrowsAny<CryptographicException>(() => Protector("a").Unprotect([]));
    }

    [Fact]
    public async Task Many_that_begin_at_once_have_one_key()
    {
        byte[][] all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Protector("a").Protect([7]))));

        Assert.All(all, data => Assert.Equal([7], Protector("a").Unprotect(data)));
        Assert.Equal([Path], Directory.GetFiles(_directory.FullName));
    }

    [Fact]
    public void A_damaged_key_is_named()
    {
        File.WriteAllText(Path, "short");

        var exception = Assert.Throws<IOException>(() => Protector("a").Protect([1]));

        Assert.Contains(Path, exception.Message, StringComparison.Ordinal);
    }

    private IDataProtector Protector(string purpose) => new KeyFileProtection(Path).CreateProtector(purpose);
}
