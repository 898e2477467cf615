import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('integrations', '0003_run_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnreadableCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100)),
                ('since', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(max_length=500)),
                ('integration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unreadable_cases', to='integrations.integration')),
            ],
            options={
                'ordering': ['since', 'id'],
                'constraints': [models.UniqueConstraint(fields=('integration', 'external_id'), name='unreadable_once')],
            },
        ),
    ]
