using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Provisioning.ConsoleApp;

internal sealed class JsonOutput(TextWriter writer) : IOutput
{
    public void WriteProject(ProjectDocument project, IReadOnlyList<ProjectCondition> conditions) => Write(project, Documents.Indented.ProjectDocument);

    public void WriteList(IReadOnlyList<ProjectDocument> projects) => Write(projects, Documents.Indented.IReadOnlyListProjectDocument);

    public void WritePlan(PlanDocument plan) => Write(plan, Documents.Indented.PlanDocument);

    public void WritePurge(PurgeDocument purge) => Write(purge, Documents.Indented.PurgeDocument);

    public void WriteDoctor(DoctorDocument doctor) => Write(doctor, Documents.Indented.DoctorDocument);

    public void WriteNames(IReadOnlyList<string> names) => Write(names, Documents.Indented.IReadOnlyListString);

    public void WriteValues(IReadOnlyDictionary<string, string> values, char separator) => Write(values, Documents.Indented.IReadOnlyDictionaryStringString);

    public ILogOutput BeginLogs(bool timestamps) => new LogArray(writer);

    private void Write<T>(T document, JsonTypeInfo<T> type) => writer.WriteLine(JsonSerializer.Serialize(document, type));

    /// <summary>One array with an entry a line, written as the entries come.</summary>
    private sealed class LogArray(TextWriter writer) : ILogOutput
    {
        private bool _isBegun;
        private bool _isEnded;

        public void Write(ProjectLogEntry entry)
        {
            writer.Write(_isBegun ? ",\n" : "[\n");
            _isBegun = true;
            writer.Write(JsonSerializer.Serialize(LogDocument.From(entry), Documents.Compact.LogDocument));
        }

        public void Complete()
        {
            if (!_isBegun)
            {
                writer.Write("[");
                _isBegun = true;
            }

            Dispose();
        }

        public void Dispose()
        {
            if (_isBegun && !_isEnded)
            {
                writer.Write("\n]\n");
                _isEnded = true;
            }
        }
    }
}
