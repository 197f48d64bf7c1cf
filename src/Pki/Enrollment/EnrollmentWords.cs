namespace SocketWarp.Pki.Enrollment;

/// <summary>What those who set <see cref="EnrollmentOptions"/> call three of them, which messages name.</summary>
public sealed record EnrollmentWords(string CaPath, string CaFingerprint, string Names)
{
    public static EnrollmentWords OfSection(string section) =>
        new($"{section}:{nameof(EnrollmentOptions.CaPath)}", $"{section}:{nameof(EnrollmentOptions.CaFingerprint)}", $"{section}:{nameof(EnrollmentOptions.Names)}");
}
