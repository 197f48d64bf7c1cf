using System.Formats.Asn1;

namespace SocketWarp.Pki;

/// <summary>ASN.1's type for text (X.680 section 41.4): the plain one where its few characters suffice.</summary>
internal static class PrintableText
{
    public static UniversalTagNumber TypeFor(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c)) ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String;
}
