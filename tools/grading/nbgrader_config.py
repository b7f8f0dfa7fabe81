"""How nbgrader handles this course. Change what you like: what you have changed stays as it is."""

from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbformat import from_dict, reads
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import DeduplicateIds, Execute, NbGraderPreprocessor, OverwriteCells
from traitlets import Float

from course_utils.grading.autograder import grade_notebook
from course_utils.grading.submission import read_submission, tidy

c = get_config()  # noqa: F821 (nbgrader provides it)
c.CourseDirectory.course_id = "dense-prediction-course"
c.ClearSolutions.code_stub = {"python": "...  # your code here"}
# nbgrader zip_collect: files called student_assignment.ipynb, such as ada_01_transposed_convolution.ipynb
c.FileNameCollectorPlugin.named_regexp = r".*[/\\](?P<student_id>[^/\\]+?)_(?P<file_id>\d\d_\w+)\.ipynb"
# nbgrader export: the grades lie in the folder of the course, wherever the command is run
c.ExportPlugin.to = str(Path(__file__).with_name("grades.csv"))


class Submission(NotebookExporter):
    """Reads what was handed in; what is no notebook becomes an empty one, and its feedback says why."""

    def from_file(self, file_stream, resources=None, **options):
        notebook = read_submission(Path(file_stream.name).read_bytes(), reads)
        return self.from_notebook_node(notebook, resources=resources, **options)


class RestoreCells(OverwriteCells):
    """Every cell of the assignment has its marks, once, and deleted grade cells are put back: without, nbgrader
    stops, in some cases for all students."""

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(about["notebook"], about["assignment"])
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            solutions = {cell.name for cell in notebook.solution_cells}
            marks, to_grade = {}, {}
            for cell in notebook.source_cells:
                marks[cell.name] = {"locked": cell.locked, "solution": cell.name in solutions}
                if cell.name in points:
                    marks[cell.name] |= {"grade": True, "points": points[cell.name]}
                    to_grade[cell.name] = self.missing_cell_transform(cell, points[cell.name])
        for said in tidy(nb, marks):
            self.log.warning("%s: %s", about["student"], said)
        there = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells}
        nb.cells += [from_dict(cell) for name, cell in to_grade.items() if name not in there]
        return super().preprocess(nb, resources)


class GradeExercises(NbGraderPreprocessor):
    """Instead of running the notebook: each exercise apart from nbgrader, with limits."""

    seconds = Float(60, help="The time that an exercise may take.").tag(config=True)
    gigabytes = Float(4, help="The memory that an exercise may take, on Linux; 0: any.").tag(config=True)

    def preprocess(self, nb, resources):
        grade_notebook(nb, self.seconds, self.gigabytes)
        return nb, resources


ours = {Execute: GradeExercises, OverwriteCells: RestoreCells, DeduplicateIds: None}
for steps in ("sanitize_preprocessors", "autograde_preprocessors"):
    usual = getattr(Autograde, steps).default()
    c.Autograde[steps] = [step for step in (ours.get(step, step) for step in usual) if step]
c.Autograde.exporter_class = Submission
