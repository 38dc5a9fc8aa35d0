#include "pinch.h"

void lm_pinch_between(GtkGesture *fingers, GtkWidget *view, double pixel[2])
{
    pixel[0] = gtk_widget_get_width(view) / 2.0;
    pixel[1] = gtk_widget_get_height(view) / 2.0;
    if (gtk_gesture_is_active(fingers))
        gtk_gesture_get_bounding_box_center(fingers, &pixel[0], &pixel[1]);
}
