namespace Provisioning.ConsoleApp;

/// <summary>Where results go: standard output, as text for people or as one JSON document.</summary>
internal interface IOutput
{
    void WriteProject(ProjectDocument project, IReadOnlyList<ProjectCondition> conditions);

    void WriteList(IReadOnlyList<ProjectDocument> projects);

    void WritePlan(PlanDocument plan);

    void WritePurge(PurgeDocument purge);

    void WriteDoctor(DoctorDocument doctor);

    /// <summary>Writes names, one a line.</summary>
    void WriteNames(IReadOnlyList<string> names);

    /// <summary>Writes names with values, one a line.</summary>
    void WriteValues(IReadOnlyDictionary<string, string> values, char separator);

    ILogOutput BeginLogs(bool timestamps);
}
