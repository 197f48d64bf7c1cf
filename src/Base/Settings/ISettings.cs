using System.Diagnostics.CodeAnalysis;

namespace SocketWarp.Base.Settings;

/// <summary>
/// Options of one concern, bound to one section of the configuration by <c>AddSettings</c>, or to a section inside of one by a property. What one value may be
/// stands on its property: <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/>, <see cref="DurationRangeAttribute"/>.
/// </summary>
// The binder finds the properties by reflection, which a trimmed or native program only has where something asks for it.
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
public interface ISettings
{
    /// <summary>Adds what these cannot say: combinations, missing values, forms of a text. Runs once, before anything starts.</summary>
    /// <param name="errors">Takes keys of this section.</param>
    void Validate(SettingErrors errors) { }
}
