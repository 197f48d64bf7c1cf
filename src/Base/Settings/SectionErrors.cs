namespace SocketWarp.Base.Settings;

/// <summary>Collects errors of a section inside a section.</summary>
public readonly struct SectionErrors(SettingErrors errors, string section)
{
    /// <inheritdoc cref="SettingErrors.Require"/>
    public void Require(bool holds, string key, object? value, string fix) => errors.Require(holds, $"{section}:{key}", value, fix);

    /// <inheritdoc cref="SettingErrors.RequireFile"/>
    public void RequireFile(string key, string? path) => errors.RequireFile($"{section}:{key}", path);

    /// <inheritdoc cref="SettingErrors.RequireRange"/>
    public void RequireRange<T>(string key, T value, T least, T most)
        where T : IComparable<T> => errors.RequireRange($"{section}:{key}", value, least, most);
}
