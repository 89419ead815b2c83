namespace Provisioning.Compose;

/// <summary>How the value of a template's secret comes to be when nobody gives one.</summary>
public enum TemplateSecretKind
{
    /// <summary>It must be given.</summary>
    Given = 0,

    /// <summary>Random letters and digits (<see cref="TemplateSecret.Length"/> of them).</summary>
    Password,

    /// <summary>Random bytes (<see cref="TemplateSecret.Bytes"/> of them) as lower-case hexadecimal digits.</summary>
    Hex,

    /// <summary>Random bytes (<see cref="TemplateSecret.Bytes"/> of them) in Base64, padded, without <c>+</c> and <c>/</c>.</summary>
    Base64,

    /// <summary>A random UUID (version 4).</summary>
    Uuid,

    /// <summary>A JSON Web Token (HS256) signed with another secret of the template.</summary>
    Jwt,
}
