namespace Provisioning.Compose.Schema;

/// <summary>The types a value may have.</summary>
[Flags]
internal enum Types
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Fraction = 8,
    Number = Integer | Fraction,
    String = 16,
    List = 32,
    Mapping = 64,
    Any = Null | Boolean | Number | String | List | Mapping,
}
