namespace SocketWarp.Pki.Enrollment;

/// <summary>The names under which users set <see cref="EnrollmentOptions"/>, for the options that messages mention.</summary>
public sealed record EnrollmentWords(string CaPath, string CaFingerprint, string Names, string SecretOnly, string AllowLegacy)
{
    /// <summary>The names when the options stand in a section of the settings.</summary>
    public static EnrollmentWords OfSection(string section)
    {
        return new EnrollmentWords(
            Key(nameof(EnrollmentOptions.CaPath)),
            Key(nameof(EnrollmentOptions.CaFingerprint)),
            Key(nameof(EnrollmentOptions.Names)),
            Key(nameof(EnrollmentOptions.SecretOnly)),
            Key(nameof(EnrollmentOptions.AllowLegacy))
        );

        string Key(string name) => $"{section}:{name}";
    }
}
