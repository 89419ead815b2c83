using System.Text;

namespace Provisioning.Local;

/// <summary>FNV-1a: the same number for the same text on every machine and in every process.</summary>
internal static class StableHash
{
    public static uint Of(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 16777619;
        }

        // The low bits of FNV-1a are weak for short texts that differ in the last character only.
        hash ^= hash >> 16;
        hash *= 0x85ebca6b;
        return hash ^ (hash >> 13);
    }
}
