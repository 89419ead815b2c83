using System.ComponentModel;
using System.Globalization;

namespace Provisioning;

/// <summary>Converts text to a <see cref="ProjectId"/>, for configuration binding.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ProjectIdTypeConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? ProjectId.Parse(text) : base.ConvertFrom(context, culture, value);
}
