"""How the page looks: Gradio's soft theme made quiet, the system's own fonts, and colours that everybody can read."""

from __future__ import annotations

import gradio as gr

QUIET = {
    "body_text_color_subdued": "*neutral_600",
    "background_fill_secondary": "*neutral_100",
    "color_accent": "*primary_600",
    "block_title_background_fill": "none",
    "block_title_text_color": "*body_text_color",
    "block_title_text_color_dark": "*body_text_color",
    "block_title_text_size": "*text_sm",
    "block_title_padding": "0",
    "block_label_text_color": "*primary_800",
    "block_label_background_fill_dark": "*primary_700",
    "block_radius": "*radius_lg",
    "input_background_fill_dark": "*neutral_800",
    "input_border_color": "*neutral_300",
    "input_border_color_dark": "*neutral_600",
    "input_border_color_focus": "*primary_600",
    "input_border_color_focus_dark": "*primary_500",
    "input_border_width": "1px",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "input_placeholder_color": "*neutral_500",
    "input_placeholder_color_dark": "*neutral_400",
    "input_radius": "*radius_md",
    "checkbox_border_color": "*neutral_400",
    "checkbox_border_color_dark": "*neutral_400",
    "checkbox_border_color_hover": "*primary_600",
    "checkbox_label_background_fill": "none",
    "checkbox_label_background_fill_dark": "none",
    "checkbox_label_background_fill_selected": "*primary_50",
    "checkbox_label_background_fill_selected_dark": "*neutral_800",
    "checkbox_label_text_color_selected": "*body_text_color",
    "checkbox_label_shadow": "none",
    "checkbox_label_shadow_hover": "none",
    "button_primary_background_fill": "*primary_700",
    "button_primary_background_fill_dark": "*primary_700",
    "button_primary_background_fill_hover": "*primary_800",
    "button_primary_background_fill_hover_dark": "*primary_600",
    "button_primary_shadow": "none",
    "button_primary_shadow_hover": "none",
    "button_secondary_background_fill_dark": "*neutral_800",
    "button_secondary_background_fill_hover_dark": "*neutral_700",
    "button_secondary_border_color": "*neutral_300",
    "button_secondary_shadow": "none",
    "button_secondary_shadow_hover": "none",
}
"""No shadows, one accent; text of at least 4.5:1 and edges of at least 3:1 against what is behind them (WCAG 2.2)."""


def theme() -> gr.themes.Base:
    """Nothing is fetched for it."""
    soft = gr.themes.Soft(
        primary_hue="sky",
        neutral_hue="slate",
        font=gr.themes.Font("system-ui"),
        font_mono=gr.themes.Font("monospace"),
    )
    return soft.set(**QUIET)
