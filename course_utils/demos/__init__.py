"""Pictures that can be touched: one module per lesson, each a pure `render` and a thin widget shell."""
