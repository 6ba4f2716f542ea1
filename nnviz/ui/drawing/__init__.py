"""What panels are drawn with: which part of which library is used where, and why.

pyqtgraph paints in Python and holds the interpreter lock for the whole paint; what Qt paints by
itself it paints in C++ with the lock free.  So:

- **Plot** (boundary, curves, all that has axes) is a pyqtgraph plot for what people read off,
  zoom and pan: axes, ticks, wheel, drag.  That part repaints when the range or the size changes
  (2 to 5 ms) and at no other time: of 20 redraws of boundary and curves, none painted it.  What
  moves lies over the area inside the axes in a plain `QGraphicsView` that is opaque and lets the
  mouse through.  Handing over takes, with the lock held, 0.08 ms for a curve of any length that
  has grown by a few points (`thinning.Envelope`), 0.05 ms for the lines between classes, 0.005 ms
  for a picture that is ready, and 0.5 ms to blend 10,000 probabilities to colours; painting, with
  the lock free, 0.4 ms for the loss and 1.7 ms for the boundary at 520 by 480 pixels.
- **TileMosaic, MatrixView, DigitGrid, PointTable, ColourBar** need no axes: a `Canvas` each, a picture and
  a few items.  30 tiles of 28 by 28 take 0.5 ms to hand over and 0.2 ms to paint; 25 digits with
  ten bars each 0.4 and 0.2 ms.
- **NetworkDiagram**: a picture a unit, enlarged by Qt, and a path an edge, of which only colour and
  width change.  21 maps of 100 by 100 and 104 edges take 1.0 ms to hand over and 4.4 ms to paint at
  1100 by 800 pixels, 0.5 and 1.1 ms in a strip of 424 by 168; one path for each colour, of all its
  edges, took three times as long to paint.
- **Points** are stamped into one picture that is made again only when they, the range or the
  theme change: 0.9 ms for 750 points, and none in between.

Nothing here overrides `paintEvent`, `paint` or `event`: such an override would take the lock for
every paint.  pyqtgraph is imported where a plot is made, not with the module, for loading it takes
longer than the window needs to appear.
"""
