using Microsoft.Extensions.Options;

namespace Provisioning.ConsoleApp.Tests;

public sealed class ErrorMapperTests
{
    [Theory]
    [InlineData("unspecified", 1)]
    [InlineData("not_found", 3)]
    [InlineData("conflict", 4)]
    [InlineData("busy", 4)]
    [InlineData("invalid_template", 2)]
    [InlineData("unavailable", 5)]
    [InlineData("access_denied", 5)]
    [InlineData("timed_out", 6)]
    [InlineData("service_failed", 1)]
    [InlineData("image_not_available", 1)]
    [InlineData("port_not_available", 1)]
    [InlineData("subnet_not_available", 1)]
    [InlineData("data_incompatible", 4)]
    [InlineData("leftovers", 1)]
    [InlineData("not_supported", 1)]
    [InlineData("state_damaged", 1)]
    [InlineData("backend_error", 1)]
    [InlineData("a_code_of_somebody_else", 1)]
    public void Every_error_code_has_its_exit_code(string code, int exitCode)
    {
        ErrorReport report = ErrorMapper.Map(new ProvisioningException("It failed.") { ErrorCode = new ProvisioningErrorCode(code), ProjectId = ProjectId.Parse("acme") });

        Assert.Equal(exitCode, report.ExitCode);
        Assert.Equal(code, report.Code);
        Assert.Equal("acme", report.ProjectId?.Value);
    }

    [Fact]
    public void No_error_code_is_forgotten()
    {
        IEnumerable<string> declared = typeof(ProvisioningErrorCode).GetProperties()
            .Where(property => property.PropertyType == typeof(ProvisioningErrorCode))
            .Select(property => ((ProvisioningErrorCode)property.GetValue(null)!).Value);
        IEnumerable<string> tested = typeof(ErrorMapperTests).GetMethod(nameof(Every_error_code_has_its_exit_code))!
            .GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .Select(attribute => ((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)[0].Value!.ToString()!);

        Assert.Empty(declared.Except(tested));
    }

    public static TheoryData<Exception, string, int> OtherFailures => new()
    {
        { new OperationCanceledException(), "cancelled", 130 },
        { new UsageException("Wrong."), "invalid_arguments", 2 },
        { new ArgumentNullException(paramName: null, "Wrong."), "invalid_arguments", 2 },
        { new OptionsValidationException("name", typeof(object), ["Provisioning:Local:PortRange is empty."]), "invalid_configuration", 2 },
        { new ConfigurationException("Broken.", new IOException()), "invalid_configuration", 2 },
        { new NotSupportedException("Cannot."), "not_supported", 1 },
        { new IOException("No space left on device."), "io_error", 1 },
        { new UnauthorizedAccessException("Denied."), "io_error", 1 },
        { new DeclinedException("No."), "cancelled", 1 },
        { new InvalidOperationException("A defect."), "internal_error", 1 },
    };

    [Theory]
    [MemberData(nameof(OtherFailures))]
    public void Every_other_failure_has_its_exit_code(Exception exception, string code, int exitCode)
    {
        ErrorReport report = ErrorMapper.Map(exception, ProjectId.Parse("acme"));

        Assert.Equal((code, exitCode, "acme"), (report.Code, report.ExitCode, report.ProjectId?.Value));
    }
}
