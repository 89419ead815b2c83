namespace Provisioning.Local.Mapping;

/// <summary>When an image is pulled; the more eager, the greater.</summary>
internal enum ImagePull
{
    Never = 0,
    Missing,
    Aged,
    Always,
}
