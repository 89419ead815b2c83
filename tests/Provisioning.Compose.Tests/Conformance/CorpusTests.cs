using Xunit.Abstractions;

namespace Provisioning.Compose.Tests.Conformance;

public sealed class CorpusTests(ITestOutputHelper output)
{
    public static TheoryData<string> Corpora => [.. Corpus.Directories];

    [Theory]
    [MemberData(nameof(Corpora))]
    public void Every_case_gives_what_Compose_gives(string corpus)
    {
        bool isOwn = corpus == Corpus.OwnDirectory;
        IReadOnlyList<CorpusCase> cases = CorpusCase.ReadAll(corpus);
        Assert.True(cases.Count >= (isOwn ? 140 : 1), $"Only {cases.Count} cases were found in {corpus}.");
        Check(cases, isOwn ? "compose-corpus-own.txt" : "compose-corpus.txt");
    }

    [Fact]
    public void The_cases_of_this_repository_are_always_among_the_data() => Assert.Contains(Corpus.OwnDirectory, Corpus.Directories);

    [Fact]
    public void A_folder_that_is_named_must_be_there()
    {
        string there = Corpus.OwnDirectory;
        string missing = Path.Combine(there, "nowhere");
        Assert.Equal(there, Corpus.Additional(there, missing));
        Assert.Equal(there, Corpus.Additional(named: null, there));
        Assert.Null(Corpus.Additional(string.Empty, missing));
        Assert.Contains($"COMPOSE_CORPUS names '{missing}'", Assert.Throws<DirectoryNotFoundException>(() => Corpus.Additional(missing, there)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_answer_is_noticed()
    {
        string folder = Directory.CreateTempSubdirectory("compose-corpus").FullName;
        try
        {
            foreach (string name in (string[])["different", "accepted", "refused"])
            {
                Directory.CreateDirectory(Path.Combine(folder, name));
                File.WriteAllText(Path.Combine(folder, name, "case.json"), """{"args": ["-f", "compose.yaml"], "project": "demo"}""");
                File.WriteAllText(Path.Combine(folder, name, "compose.yaml"), name == "refused" ? "services: []" : "services: {a: {image: x}}");
                File.WriteAllText(Path.Combine(folder, name, name == "accepted" ? "expected-error.txt" : "expected.json"), """{"name": "other"}""");
            }

            CorpusRun run = CorpusRun.Of(CorpusCase.ReadAll(folder));
            Assert.Equal("$.name: expected \"other\", got \"demo\"", Assert.Single(run.Different).Value);
            Assert.Equal("accepted", Assert.Single(run.WronglyAccepted).Key);
            Assert.Equal("refused", Assert.Single(run.WronglyRefused).Key);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The list of exceptions is empty and may only be filled with a reason: "name of the case: why Compose is wrong".
    private static HashSet<string> Exceptions() =>
        [.. File.ReadAllLines(Path.Combine(Corpus.RepositoryRoot, "tests", "Provisioning.Compose.Tests", "corpus-exceptions.txt"))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(':')[0])];

    private void Check(IReadOnlyList<CorpusCase> cases, string report)
    {
        HashSet<string> exceptions = Exceptions();
        CorpusRun run = CorpusRun.Of([.. cases.Where(@case => !exceptions.Contains(@case.Name))]);
        run.WriteReport(Path.Combine(Corpus.RepositoryRoot, "artifacts", report));
        output.WriteLine($"{cases.Count} cases: {run.Equal} equal, {run.Refused.Count} refused.");
        Assert.Empty(run.Failed);
        Assert.Empty(run.Different);
        Assert.Empty(run.WronglyRefused);
        Assert.Empty(run.WronglyAccepted);
        Assert.Empty(run.BytesDiffer);
        Assert.Empty(run.Vague);
        Assert.Equal(cases.Count - exceptions.Count(name => cases.Any(@case => @case.Name == name)), run.Equal + run.Refused.Count);
    }
}
