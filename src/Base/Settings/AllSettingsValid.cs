using Microsoft.Extensions.Options;

namespace SocketWarp.Base.Settings;

/// <summary>
/// Fails for the errors of all sections, not only for those of <typeparamref name="T"/>: building a host already reads some settings, and
/// the first that speaks must not hide what the others would say.
/// </summary>
internal sealed class AllSettingsValid<T>(IEnumerable<ISettingsCheck> checks) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var errors = checks.SelectMany(c => c.Errors()).Distinct().ToArray();
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
