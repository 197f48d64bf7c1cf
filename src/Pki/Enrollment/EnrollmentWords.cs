namespace SocketWarp.Pki.Enrollment;

/// <summary>What those who set <see cref="EnrollmentOptions"/> call those that messages name.</summary>
public sealed record EnrollmentWords(string CaPath, string CaFingerprint, string Names, string SecretOnly, string AllowLegacy)
{
    public static EnrollmentWords OfSection(string section)
    {
        return new EnrollmentWords(
            Key(nameof(EnrollmentOptions.CaPath)), Key(nameof(EnrollmentOptions.CaFingerprint)), Key(nameof(EnrollmentOptions.Names)),
            Key(nameof(EnrollmentOptions.SecretOnly)), Key(nameof(EnrollmentOptions.AllowLegacy)));

        string Key(string name) => $"{section}:{name}";
    }
}
