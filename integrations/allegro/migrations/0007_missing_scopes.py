from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('allegro', '0006_orders_later'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='missing_scopes',
            field=models.CharField(blank=True, help_text='What the seller did not grant, parted by spaces.', max_length=300),
        ),
    ]
