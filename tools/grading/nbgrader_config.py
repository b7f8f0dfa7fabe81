"""How nbgrader handles this course. Change what you like: what you have changed stays as it is."""

from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, OverwriteCells
from traitlets import Float

from course_utils.grading import grade_notebook

c = get_config()  # noqa: F821 (nbgrader provides it)
c.CourseDirectory.course_id = "dense-prediction-course"
c.ClearSolutions.code_stub = {"python": "...  # your code here"}
# nbgrader zip_collect: files called student_assignment.ipynb, such as ada_01_transposed_convolution.ipynb
c.FileNameCollectorPlugin.named_regexp = r".*[/\\](?P<student_id>[^/\\]+?)_(?P<file_id>\d\d_\w+)\.ipynb"


class GradeExercises(NbGraderPreprocessor):
    """Instead of running the notebook: each exercise apart from nbgrader, with a time limit."""

    seconds = Float(60, help="The time that an exercise may take.").tag(config=True)

    def preprocess(self, nb, resources):
        grade_notebook(nb, self.seconds)
        return nb, resources


class RestoreCells(OverwriteCells):
    """Puts deleted grade cells back even where the cell to solve is gone too; nbgrader stops at those."""

    def preprocess(self, nb, resources):
        nb, resources = super().preprocess(nb, resources)
        there = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells}
        with self.gradebook:
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            for cell in notebook.source_cells:
                if cell.name in points and cell.name not in there:
                    nb.cells.append(self.missing_cell_transform(cell, points[cell.name]))
        return nb, resources


ours = {Execute: GradeExercises, OverwriteCells: RestoreCells}
for steps in ("sanitize_preprocessors", "autograde_preprocessors"):
    c.Autograde[steps] = [ours.get(step, step) for step in getattr(Autograde, steps).default()]
