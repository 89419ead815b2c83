using System.Text.Json;

namespace Provisioning.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void Each_leaf_has_its_code_whichever_constructor_made_it()
    {
        (Func<string?, Exception?, ProvisioningException> Make, ProvisioningErrorCode Code, bool Transient)[] leaves =
        [
            ((message, inner) => inner is null ? new ProjectNotFoundException(message) : new ProjectNotFoundException(message, inner), ProvisioningErrorCode.NotFound, false),
            ((message, inner) => inner is null ? new ProjectConflictException(message) : new ProjectConflictException(message, inner), ProvisioningErrorCode.Conflict, false),
            ((message, inner) => inner is null ? new ProjectBusyException(message) : new ProjectBusyException(message, inner), ProvisioningErrorCode.Busy, true),
            ((message, inner) => inner is null ? new ProviderUnavailableException(message) : new ProviderUnavailableException(message, inner), ProvisioningErrorCode.Unavailable, true),
            ((message, inner) => inner is null ? new ServiceFailedException(message) : new ServiceFailedException(message, inner), ProvisioningErrorCode.ServiceFailed, false),
            ((message, inner) => inner is null ? new TemplateException(message) : new TemplateException(message, inner), ProvisioningErrorCode.InvalidTemplate, false),
            ((message, inner) => inner is null ? new ProvisioningException(message) : new ProvisioningException(message, inner), ProvisioningErrorCode.Unspecified, false),
        ];
        var cause = new InvalidOperationException("cause");
        Assert.All(leaves, leaf =>
        {
            ProvisioningException plain = leaf.Make("what happened", null);
            ProvisioningException caused = leaf.Make("what happened", cause);
            Assert.Equal("what happened", plain.Message);
            Assert.Same(cause, caused.InnerException);
            Assert.All(new[] { plain, caused }, exception => Assert.Equal((leaf.Code, leaf.Transient), (exception.ErrorCode, exception.IsTransient)));
            Assert.Empty(plain.Details);
        });
    }

    [Fact]
    public void Not_found_names_project_provider_and_operation()
    {
        ProjectNotFoundException exception = ProjectNotFoundException.For(ProjectId.Parse("acme"), "local", ProvisioningOperationNames.Stop);
        Assert.Contains("'acme'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'local'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'stop'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(("acme", "local", "stop"), (exception.ProjectId.ToString(), exception.ProviderName, exception.OperationName));
    }

    [Fact]
    public void A_template_exception_shows_every_problem_with_its_place()
    {
        var exception = new TemplateException(
        [
            new TemplateProblem { Code = "undefined_volume", File = "compose.yaml", Line = 7, Column = 3, Path = "services.db.volumes[0]", Message = "The volume 'x' is not defined." },
            new TemplateProblem { Code = "missing_value", Message = "A value for 'Y' is missing." },
            new TemplateProblem { Code = "no_place", File = "compose.yaml", Message = "Odd." },
        ]);
        string[] lines = exception.Message.Split('\n');
        Assert.Equal("The template has 3 problems:", lines[0]);
        Assert.Equal("  compose.yaml:7:3: services.db.volumes[0]: The volume 'x' is not defined. [undefined_volume]", lines[1]);
        Assert.Equal("  A value for 'Y' is missing. [missing_value]", lines[2]);
        Assert.Equal("  compose.yaml: Odd. [no_place]", lines[3]);
        Assert.Equal(3, exception.Problems.Count);
        Assert.Throws<ArgumentException>(() => new TemplateException(Array.Empty<TemplateProblem>()));
    }

    [Fact]
    public void Error_codes_are_an_open_set_of_texts()
    {
        Assert.Equal(ProvisioningErrorCode.NotFound, new ProvisioningErrorCode("not_found"));
        Assert.True(new ProvisioningErrorCode("own_code") != ProvisioningErrorCode.NotFound);
        Assert.Equal(ProvisioningErrorCode.Unspecified, default);
        Assert.Equal(ProvisioningErrorCode.Unspecified.GetHashCode(), default(ProvisioningErrorCode).GetHashCode());
        Assert.Equal("unspecified", default(ProvisioningErrorCode).ToString());
        Assert.Throws<ArgumentException>(() => new ProvisioningErrorCode(" "));
        Assert.Equal("\"timed_out\"", JsonSerializer.Serialize(ProvisioningErrorCode.TimedOut));
        Assert.Equal(ProvisioningErrorCode.TimedOut, JsonSerializer.Deserialize<ProvisioningErrorCode>("\"timed_out\""));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    [InlineData("null")]
    [InlineData("5")]
    public void An_error_code_that_is_no_text_is_a_json_error(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ProvisioningErrorCode>(json));

    [Fact]
    public void The_known_codes_are_distinct_and_in_snake_case()
    {
        string[] codes =
        [
            .. typeof(ProvisioningErrorCode).GetProperties().Where(property => property.PropertyType == typeof(ProvisioningErrorCode))
                .Select(property => ((ProvisioningErrorCode)property.GetValue(null)!).Value),
        ];
        Assert.True(codes.Length >= 16);
        Assert.Equal(codes.Length, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, code => Assert.Matches("^[a-z]+(_[a-z]+)*$", code));
    }
}
