namespace Twins.Client.Api.Documents;

/// <summary>The type is written by a converter of its own; another type describes the JSON that comes out, for OpenAPI and field selection.</summary>
/// <param name="schema">Its members are the members of the JSON object.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class DescribedByAttribute(Type schema) : Attribute
{
    /// <summary>Its members are the members of the JSON object.</summary>
    public Type Schema => schema;
}
